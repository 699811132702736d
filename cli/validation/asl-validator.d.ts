declare module "asl-validator" {
  interface Result {
    readonly isValid: boolean;
    readonly errors: readonly unknown[];
  }
  function validate(
    definition: unknown,
    options?: { readonly checkPaths?: boolean; readonly checkArn?: boolean },
  ): Result;
  export = validate;
}

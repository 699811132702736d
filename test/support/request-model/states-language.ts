import type { Catcher, Choice, Retrier, State } from "../../../components/pipeline/definition";
import type { Failure } from "../../../contracts/failure";

/** Data of an execution. */
export type Data = Readonly<Record<string, unknown>>;

/**
 * A template of the Amazon States Language with its paths replaced, as far as our definitions use them.
 * @param context what `$$` stands for
 */
export function filled(template: unknown, data: Data, context: Data): unknown {
  if (Array.isArray(template)) {
    return template.map((element) => filled(element, data, context));
  }
  if (typeof template !== "object" || template === null) {
    return template;
  }
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) =>
      key.endsWith(".$")
        ? [key.slice(0, -2), found(value, data, context)]
        : [key, filled(value, data, context)],
    ),
  );
}

function found(expression: string, data: Data, context: Data): unknown {
  const [, argument] = /^States\.JsonToString\((.+)\)$/.exec(expression) ?? [];
  if (argument !== undefined) {
    return JSON.stringify(found(argument, data, context));
  }
  const [root, ...names] = expression.split(".");
  if (root !== "$" && root !== "$$") {
    throw new Error(`${expression} is not known here`);
  }
  return names.reduce<unknown>(
    (value, name) => {
      const next = (value as Data | undefined)?.[name];
      if (next === undefined) {
        // Step Functions would end the execution with States.ParameterPathFailure
        throw new Error(`${expression} is not in ${JSON.stringify(data)}`);
      }
      return next;
    },
    root === "$" ? data : context,
  );
}

/** `data` with `output` where the state wants it. */
export function placed(data: Data, path: string | null | undefined, output: unknown): Data {
  return typeof path === "string" ? { ...data, [path.replace(/^\$\./, "")]: output } : data;
}

/** The state that a Choice leads to. */
export function chosen({ Choices = [], Default = "" }: State, data: Data): string {
  return Choices.find((each) => applies(each, data))?.Next ?? Default;
}

function applies({ Variable, IsPresent, StringEquals, BooleanEquals }: Choice, data: Data): boolean {
  if (IsPresent !== undefined) {
    const [, name = ""] = Variable.split(".");
    return name in data === IsPresent;
  }
  return found(Variable, data, {}) === (StringEquals ?? BooleanEquals);
}

/** The first of `rules` that is for the error. */
export function ruleFor<Rule extends Retrier | Catcher>(
  rules: readonly Rule[] | undefined,
  { Error: error }: Failure,
): Rule | undefined {
  return rules?.find(({ ErrorEquals }) =>
    ErrorEquals.some(
      (name) =>
        name === error ||
        name === "States.ALL" ||
        (name === "States.TaskFailed" && error !== "States.Timeout"),
    ),
  );
}

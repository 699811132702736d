/** The stack of one request in the model: which host there is, and who may work on it. */
export class ModelStack {
  /** Whoever has the stack's lease, or died with it. */
  owner: { readonly dead: boolean } | undefined;
  /** The generation that the host was made for, while there is one. */
  host: number | undefined;
  /** Whether a runner wrote that was followed by another before. */
  overwritten = false;
  #fence = 0;

  /** What the engine does to it in the name of `fence`. */
  write(fence: number, host: number | undefined): void {
    this.overwritten ||= fence < this.#fence;
    this.#fence = fence;
    this.host = host;
  }
}

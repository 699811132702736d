import type { Command } from "commander";
import type { Context } from "../context";

/** Turns a command's work into a commander action: gives it the context that the global options choose. */
export type Start = <Arguments extends unknown[]>(
  work: (context: Context, ...args: [...Arguments, Command]) => Promise<void>,
) => (...args: [...Arguments, Command]) => Promise<void>;

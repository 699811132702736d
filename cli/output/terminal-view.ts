import type { Clock } from "../clock";
import type { Progress } from "../engine/progress";
import { describer, type OperationView } from "./operation-view";

/** The last resources that are done, shown below the task. */
const SHOWN_LINES = 8;

/** Runs `work` under a live task titled `title`, with the last resources that are done below it. */
export async function withTerminalView(
  title: string,
  clock: Clock,
  planning: boolean,
  work: (view: OperationView) => Promise<void>,
): Promise<void> {
  const { Listr } = require("listr2") as typeof import("listr2");
  const tasks = new Listr(
    [
      {
        title,
        task: (_, task) => work(taskView(title, task, clock, planning)),
        rendererOptions: { outputBar: SHOWN_LINES },
      },
    ],
    {
      // Ctrl-C is Interruption's: Listr would end the process and leave the engine alone.
      registerSignalListeners: false,
      rendererOptions: { showErrorMessage: false, collapseErrors: false },
    },
  );
  await tasks.run();
}

interface Task {
  title?: string;
  output?: string;
}

function taskView(title: string, task: Task, clock: Clock, planning: boolean): OperationView {
  const describe = describer(clock, planning);
  const running = new Set<string>();
  let done = 0;
  return {
    show: (progress: Progress) => {
      if (progress.kind === "started") {
        running.add(progress.urn);
      } else if (progress.kind === "finished" || progress.kind === "failed") {
        running.delete(progress.urn);
        done += 1;
      }
      task.title = `${title}: ${done} done, ${running.size} in flight`;
      const line = describe(progress);
      if (line !== undefined) {
        task.output = line;
      }
    },
  };
}

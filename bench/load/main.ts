import { runCalls } from "./calls";
import { runFirstToken } from "./first-token";
import type { Job, Reply, Result } from "./jobs";
import { runStreams } from "./streams";

// The load client: a process of its own, so that its work is not counted as anybody's.
function run(job: Job): Promise<Result> {
  switch (job.kind) {
    case "calls":
      return runCalls(job);
    case "first-token":
      return runFirstToken(job);
    case "streams":
      return runStreams(job);
  }
}

function reply(message: Reply): void {
  process.send?.(message);
}

process.on("message", (job: Job) => {
  run(job).then(
    (result) => reply({ result }),
    (error: unknown) => reply({ error: String(error) }),
  );
});
process.once("disconnect", () => process.exit(0));

import { checkNode, runMain, Stop } from "./run.mjs";

/** `npm test`: everything, from installing to the browser, closed by one plain line of counts. */
runMain(async () => {
  checkNode();
  const { build, install, root } = await import("./prepare.mjs");
  process.chdir(root);
  await install();
  const { ensureChromium } = await import("./chromium.mjs");
  await ensureChromium();
  const { checks, playwright, vitest } = await import("./test-steps.mjs");
  const failed = [];
  for (const step of checks) if (!(await step.passes())) failed.push(step.name);
  const counts = [await vitest()];
  if (await succeeds(build)) counts.push(await playwright());
  else failed.push("Build");
  report(counts, failed);
});

/** What fails with a sentence is told, and does not keep the counts from being told. */
async function succeeds(step) {
  try {
    await step();
    return true;
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    console.error(error.message);
    return false;
  }
}

/** A check that failed counts as one failure, so that the line never says less than is wrong. */
function report(counts, failedChecks) {
  const total = { passed: 0, failed: failedChecks.length, skipped: 0 };
  for (const { passed, failed, skipped } of counts) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
  if (failedChecks.length > 0) console.log(`Not right: ${failedChecks.join(", ")}.`);
  if (total.skipped > 0) console.log(`${total.skipped} were skipped.`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  process.exit(total.failed > 0 ? 1 : 0);
}

import { checkNode, runMain, Stop } from "./run.mjs";

/**
 * `npm start`: installs and builds what is missing or older than the sources, then serves, in
 * this same process, so that who stops it stops Purser. Node's own modules only.
 */
runMain(async () => {
  checkNode();
  const { build, install, root } = await import("./prepare.mjs");
  process.chdir(root);
  await install();
  // Only now is there something that reads .env files the way Next.js will.
  const { default: nextEnv } = await import("@next/env");
  nextEnv.loadEnvConfig(root, false);
  await checkPort();
  await build();
  console.log("Starting ...");
  await import("../server.mjs");
});

/** A port that is taken is told before a build, which would pull the ground from under a server. */
async function checkPort() {
  const { createServer } = await import("node:net");
  const port = Number(process.env.PORT || 3000);
  const host = process.env.PURSER_HOST || "127.0.0.1";
  if (!(port > 0 && port < 65_536)) return;
  const probe = createServer();
  const taken = await new Promise((resolve) => {
    probe.once("error", (error) => resolve(error.code === "EADDRINUSE"));
    probe.listen(port, host, () => probe.close(() => resolve(false)));
  });
  if (!taken) return;
  throw new Stop(
    `Port ${port} is taken, maybe by a Purser that is running. ` +
      `Stop that, or choose another: PORT=${port + 1} npm start`,
  );
}

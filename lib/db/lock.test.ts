import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";

let directory = "";
let file = "";
let children: ChildProcess[] = [];

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "purser lock %41 "));
  file = path.join(directory, "purser.db");
});

afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  children = [];
  await rm(directory, { recursive: true });
});

/** A process of its own that takes the lock, says so, and stays. */
async function start(database: string): Promise<{ child: ChildProcess; said: string }> {
  const script = `
    import { lockDatabase } from ${JSON.stringify(path.join(import.meta.dirname, "lock.ts"))};
    await lockDatabase(process.argv[1]).then(
      () => { console.log("held"); setInterval(() => {}, 1000); },
      (error) => { console.log(error.message); },
    );`;
  const node = ["--import", "tsx", "--input-type=module", "--eval", script, database];
  const child = spawn(process.execPath, node, { stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  const [said] = await once(child.stdout, "data");
  return { child, said: String(said).trim() };
}

it("lets one process in, and tells the next who has it", async () => {
  const first = await start(file);
  expect(first.said).toBe("held");
  const second = await start(file);
  expect(second.said).toContain(`Another Purser (process ${first.child.pid}) has this database`);
  expect(second.said).toContain(file);
});

it("is free right after kill -9", async () => {
  for (let round = 0; round < 3; round++) {
    const { child, said } = await start(file);
    expect(said).toBe("held");
    child.kill("SIGKILL");
    await once(child, "exit");
  }
});

it("knows a database by another name of its directory", async () => {
  expect((await start(file)).said).toBe("held");
  const other = path.join(directory, "other");
  await symlink(directory, other);
  expect((await start(path.join(other, "purser.db"))).said).toContain("Another Purser");
});

it("lets exactly one in of several that start together", async () => {
  const said = (await Promise.all(Array.from({ length: 4 }, () => start(file)))).map((s) => s.said);
  expect(said.filter((line) => line === "held")).toHaveLength(1);
});

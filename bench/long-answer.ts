import { openTab, signIn, startBrowser } from "./browser";
import { percentile } from "./numbers";
import { LONG_MODEL, type Purser } from "./purser";

export interface LongAnswer {
  kb: number;
  seconds: number;
  /** The longest the page did not react, while the answer streamed and when it was done. */
  longestMs: number;
  /** Of a hundred tasks over 50 ms, 99 are not longer: one alone may be another program's. */
  p99Ms: number;
  /** Tasks of more than 50 ms, and how long the page was in them altogether. */
  tasks: number;
  tasksMs: number;
  equations: number;
  codeBlocks: number;
}

const CPU = 4;
const SECTIONS = 60;
const EQUATIONS = 100;
const BYTES = 200_000;
const WORDS_PER_SECOND = 1000;
const LOOK_MS = 500;
const LONGEST_MS = 120_000;

/** A long answer, streamed to a browser on a slow machine. */
export async function measureLongAnswer(purser: Purser, upstreamUrl: string): Promise<LongAnswer> {
  const text = longText();
  const script = { text, rate: WORDS_PER_SECOND, chunk: 8, match: { contains: "at length" } };
  const queued = await fetch(`${upstreamUrl}/_upstream/script`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...script, match: { ...script.match, stream: true } }),
  });
  if (!queued.ok) throw new Error(`no script: ${await queued.text()}`);
  const browser = await startBrowser();
  try {
    const cookies = await signIn(browser, purser);
    const tab = await openTab(browser, cookies, { width: 1280, height: 800 });
    const started = performance.now();
    const id = await ask(purser);
    await tab.cdp.send("Emulation.setCPUThrottlingRate", { rate: CPU });
    await tab.page.addInitScript(() => {
      const tasks: number[] = [];
      Object.assign(window, { tasks });
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) tasks.push(duration);
      }).observe({ type: "longtask" });
    });
    await tab.page.goto(`${purser.url}/c/${id}`);
    // Asked seldom and simply: looking for it by its name would itself hold up so long a page.
    const isWriting = () => document.querySelector(".stop") !== null;
    const isDone = () => document.querySelector(".stop") === null;
    await tab.page.waitForFunction(isWriting, null, { polling: LOOK_MS });
    await tab.page.waitForFunction(isDone, null, { polling: LOOK_MS, timeout: LONGEST_MS });
    const seconds = (performance.now() - started) / 1000;
    await tab.page.waitForTimeout(3000);
    const seen = await tab.page.evaluate(() => ({
      tasks: (window as unknown as { tasks: number[] }).tasks,
      equations: document.querySelectorAll(".katex").length,
      codeBlocks: document.querySelectorAll(".prose .code").length,
    }));
    if (seen.codeBlocks !== SECTIONS) throw new Error(`${seen.codeBlocks} code blocks came`);
    const { tasks, ...rest } = seen;
    const tasksMs = tasks.reduce((sum, ms) => sum + ms, 0);
    const longestMs = Math.max(0, ...tasks);
    const p99Ms = percentile(tasks, 0.99);
    const kb = text.length / 1000;
    return { kb, seconds, longestMs, p99Ms, tasks: tasks.length, tasksMs, ...rest };
  } finally {
    await browser.close();
  }
}

async function ask({ url, userKey }: Purser): Promise<string> {
  const reply = await fetch(`${url}/api/conversations`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${userKey}` },
    body: JSON.stringify({
      prompt: "Tell me at length.",
      model: LONG_MODEL,
      options: { max_output_tokens: 100_000 },
    }),
  });
  if (!reply.ok) throw new Error(`POST /api/conversations: ${await reply.text()}`);
  return ((await reply.json()) as { id: string }).id;
}

function longText(): string {
  const sentence = "A hold is taken **before** the call, and _settled_ after it, as `spent` says. ";
  const code = Array.from({ length: 25 }, (_, n) => `  const v${n} = await pay(${n}, "x"); // a`);
  const fence = `\`\`\`ts\nasync function f() {\n${code.join("\n")}\n}\n\`\`\``;
  const equation = "$$\n\\sum_{i=0}^{n} \\frac{x_i^2}{\\sqrt{2\\pi}} = \\int_0^1 e^{-t}\\,dt\n$$";
  const parts = Array.from({ length: SECTIONS }, (_, n) => {
    const equations =
      Math.round(((n + 1) * EQUATIONS) / SECTIONS) - Math.round((n * EQUATIONS) / SECTIONS);
    return [`## Part ${n}`, fence, ...Array.from({ length: equations }, () => equation)].join(
      "\n\n",
    );
  });
  const rest = (BYTES - parts.join("\n\n").length) / SECTIONS;
  const prose = sentence.repeat(Math.ceil(rest / sentence.length));
  return parts.map((part) => `${part}\n\n${prose.slice(0, Math.floor(rest)).trim()}`).join("\n\n");
}

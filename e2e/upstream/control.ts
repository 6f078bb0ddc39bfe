import type { ServerResponse } from "node:http";
import { faultNamed, faults } from "./faults";
import { parseScript, ScriptError } from "./script";
import type { State } from "./server";
import type { Condition } from "./truth";

export interface Target {
  method: string;
  pathname: string;
  query: URLSearchParams;
  raw: Buffer;
}

type Route = (state: State, target: Target) => Answered | Promise<Answered>;
interface Answered {
  status: number;
  body: unknown;
}

const PREFIX = "/_upstream";

export function sendJson(response: ServerResponse, status: number, json: string): void {
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(json),
  });
  response.end(json);
}

const ok = (body: unknown): Answered => ({ status: 200, body });

function readJson({ raw }: Target): unknown {
  try {
    return JSON.parse(raw.toString("utf8"));
  } catch (cause) {
    throw new ScriptError("the body is not JSON", { cause });
  }
}

function queue(state: State, target: Target): Answered {
  const value = readJson(target);
  const scripts = (Array.isArray(value) ? value : [value]).map(parseScript);
  for (const script of scripts) faultNamed(script.fault);
  for (const script of scripts) state.scripts.add(script);
  return { status: 201, body: { queued: scripts.length } };
}

function field(target: Target, name: string): unknown {
  const value = readJson(target);
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function openGate({ gates }: State, target: Target): Answered {
  const gate = field(target, "gate");
  if (typeof gate !== "string") throw new ScriptError("`gate` must name a gate");
  return ok({ released: gates.open(gate) });
}

function setMode({ truth }: State, target: Target): Answered {
  const mode = field(target, "mode");
  if (mode !== "full" && mode !== "light") throw new ScriptError("`mode` is full or light");
  truth.mode = mode;
  return ok({ mode });
}

const NUMBERS = ["calls", "over", "closed", "tokens"] as const;

async function wait({ truth }: State, { query }: Target): Promise<Answered> {
  const condition: Condition = {};
  for (const name of NUMBERS) {
    const value = query.get(name);
    if (value !== null) condition[name] = Number(value);
  }
  const id = query.get("id");
  if (id !== null) condition.id = id;
  const held = await truth.wait(condition, Number(query.get("timeout_ms") ?? 10_000));
  return { status: held ? 200 : 408, body: truth.totals };
}

function listCalls({ truth }: State, { query }: Target): Answered {
  const model = query.get("model");
  const calls = truth.list().filter((call) => model === null || call.model === model);
  return ok({ data: calls });
}

function clearAll({ truth, scripts, gates }: State): Answered {
  truth.clear();
  scripts.clear();
  gates.clear();
  return ok(truth.totals);
}

const routes: Record<string, Route> = {
  "POST /script": queue,
  "GET /script": ({ scripts }) => ok({ data: scripts.waiting() }),
  "DELETE /script": ({ scripts }) => {
    scripts.clear();
    return ok({});
  },
  "POST /open": openGate,
  "POST /record": setMode,
  "GET /calls": listCalls,
  "DELETE /calls": ({ truth }) => {
    truth.clear();
    return ok(truth.totals);
  },
  "GET /totals": ({ truth }) => ok(truth.totals),
  "GET /wait": wait,
  "POST /reset": clearAll,
  "GET /faults": () => ok(faults),
};

function findCall({ truth }: State, id: string): Answered {
  const call = truth.find(id);
  return call ? ok(call) : { status: 404, body: { error: `no call ${id}` } };
}

/** Answers a control request; false when it is none. */
export async function control(
  state: State,
  target: Target,
  response: ServerResponse,
): Promise<boolean> {
  if (!target.pathname.startsWith(`${PREFIX}/`)) return false;
  const path = target.pathname.slice(PREFIX.length);
  const route = routes[`${target.method} ${path}`];
  const [, id] = /^\/calls\/([^/]+)$/.exec(path) ?? [];
  let answered: Answered | null = null;
  if (route) answered = await route(state, target);
  else if (id !== undefined && target.method === "GET") answered = findCall(state, id);
  if (!answered) return false;
  sendJson(response, answered.status, JSON.stringify(answered.body));
  return true;
}

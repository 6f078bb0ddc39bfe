import { setOne } from "../one";
import { nodeFront } from "./node-front";
import { drainCalls } from "./running";

/** At start: `server.mjs` finds the gateway under this name, and answers `/v1` with it. */
export function openGateway(): void {
  setOne("gateway", nodeFront);
  drainCalls();
}

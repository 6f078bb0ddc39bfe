/** The door of this room. */
export { llm } from "./llm";
export { meteredModel } from "./metered-model";
export { type ReserveLimits, releaseUnused, reserveCall } from "./reserve-call";

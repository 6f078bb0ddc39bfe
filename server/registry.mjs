/** That of lib/one.ts: what is one per process, for us who are not bundled with the rest. */
const key = Symbol.for("purser.one");
globalThis[key] ??= new Map();

/** @type {Map<string, any>} */
export const registry = globalThis[key];

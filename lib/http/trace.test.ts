import fc from "fast-check";
import { expect, test } from "vitest";
import { traceHeaders, traceOf } from "./trace";

const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
const span = "00f067aa0ba902b7";
const of = (headers: Record<string, string>) => traceOf(new Headers(headers));

test("a traceparent names the trace and the parent; what is added to a later version is skipped", () => {
  const told = { traceId: trace, parentSpanId: span };
  expect(of({ traceparent: `00-${trace}-${span}-01` })).toEqual(told);
  expect(of({ traceparent: `00-${trace}-${span}-00` })).toEqual(told);
  expect(of({ traceparent: `cc-${trace}-${span}-01-what-the-future-will-be` })).toEqual(told);
});

test("a malformed traceparent is as none", () => {
  const malformed = [
    "",
    "00",
    `00-${trace}-${span}`,
    `00-${trace}-${span}-1`,
    `00-${trace}-${span}-01-more`,
    `00-${trace}-${span}-01.`,
    `ff-${trace}-${span}-01`,
    `00-${trace.toUpperCase()}-${span}-01`,
    `00-${"0".repeat(32)}-${span}-01`,
    `00-${trace}-${"0".repeat(16)}-01`,
    `00-${trace}-${span}-01, 00-${trace}-${span}-01`,
    `cc-${trace}-${span}-01x`,
  ];
  for (const traceparent of malformed) {
    const { traceId, parentSpanId } = of({ traceparent });
    expect(traceId, traceparent).toMatch(/^[0-9a-f]{32}$/);
    expect(traceId, traceparent).not.toBe(trace);
    expect(parentSpanId).toBeNull();
  }
  fc.assert(
    fc.property(fc.string({ unit: "binary-ascii" }), (text) => {
      const value = text.replace(/[^\x20-\x7e]/g, "").trim();
      expect(of({ traceparent: value }).traceId).toMatch(/^[0-9a-f]{32}$/);
    }),
  );
});

test("X-Purser-Trace-Id wins, is kept as given, and takes the parent of the same trace alone", () => {
  const traceparent = `00-${trace}-${span}-01`;
  const named = (id: string) => of({ traceparent, "x-purser-trace-id": id });
  expect(named("Job/7")).toEqual({ traceId: "Job/7", parentSpanId: null });
  expect(named(trace)).toEqual({ traceId: trace, parentSpanId: span });
  expect(named("x".repeat(128)).traceId).toHaveLength(128);
  for (const bad of ["", "x".repeat(129), "two words", "é"]) {
    expect(() => named(bad), bad).toThrow("128 visible ASCII");
  }
});

test("a reply names the trace, and is a traceparent where both ids are W3C's", () => {
  expect(traceHeaders({ traceId: trace, spanId: span })).toEqual({
    "x-purser-trace-id": trace,
    traceparent: `00-${trace}-${span}-01`,
  });
  expect(traceHeaders({ traceId: "Job/7", spanId: span })).toEqual({
    "x-purser-trace-id": "Job/7",
  });
  expect(traceHeaders({ traceId: trace, spanId: null })).toEqual({ "x-purser-trace-id": trace });
});

import { expect, it } from "vitest";
import { callName, wayWords } from "./call-words";

it("says how a call came that no page made, and with which key", () => {
  expect(wayWords({ origin: "gateway", keyName: "Robot" })).toBe("through /v1, key “Robot”");
  expect(wayWords({ origin: "gateway", keyName: null })).toBe("through /v1");
  expect(wayWords({ origin: "otlp", keyName: "Robot" })).toBe("made elsewhere, key “Robot”");
  expect(wayWords({ origin: "chat", keyName: "Robot" })).toBe("key “Robot”");
  expect(wayWords({ origin: "chat", keyName: null })).toBe("");
});

it("calls a call by its own name, else by what it was for", () => {
  expect(callName({ name: "plan the trip", purpose: "chat" })).toBe("plan the trip");
  expect(callName({ name: "chat", purpose: "chat" })).toBe("Chat");
  expect(callName({ name: null, purpose: "title" })).toBe("Title");
});

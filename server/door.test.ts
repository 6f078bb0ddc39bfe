import { expect, it } from "vitest";
import { atTheDoor, readable } from "./door.mjs";

it.each(["/", "/api/models/a%2Fb", "/c/01?q=a//b", "/usage?next=http://elsewhere"])(
  "lets %s in",
  (url) => {
    expect(atTheDoor(url)).toBeNull();
  },
);

it.each(["http://elsewhere/", "*", "elsewhere:443", "", undefined])("refuses %s", (url) => {
  expect(atTheDoor(url)).toEqual({ status: 400 });
});

it.each([
  ["//elsewhere/x", "/elsewhere/x"],
  ["/\\elsewhere", "/elsewhere"],
  ["//v1/chat?a=1?b//", "/v1/chat?a=1?b//"],
  ["/api//keys/", "/api/keys/"],
])("sends %s to %s, on this site", (url, location) => {
  expect(atTheDoor(url)).toEqual({ status: 308, location });
});

it.each([
  ["/api/models/a%2Fb?q=%", "/api/models/a%2Fb?q=%"],
  ["/api/models/%zz?a=1?b", "/api/models/%25zz?a=1?b"],
  ["/c/%E0%A4%A", "/c/%25E0%25A4%25A"],
])("reads %s as %s", (url, read) => {
  expect(readable(url)).toBe(read);
});

import { expect, test } from "vitest";
import { canonicalEmail } from "./email";

test("spellings of one address have one form", () => {
  const spellings = [
    "mira@okafor.example",
    "  Mira@Okafor.Example ",
    "MIRA@OKAFOR.EXAMPLE",
    "mira@OKAFOR.example\n",
    "ｍｉｒａ@okafor.example",
    "mira@ｏkafor.example",
    "mira@okafor。example",
    "mira@okafor．example",
    "Ⓜira@okafor.example",
  ];
  for (const spelling of spellings) {
    expect(canonicalEmail(spelling), spelling).toBe("mira@okafor.example");
  }
  expect(canonicalEmail("a.b+c@bücher.example")).toBe("a.b+c@xn--bcher-kva.example");
  expect(canonicalEmail("a@xn--bcher-kva.example")).toBe(canonicalEmail("a@BÜCHER.example"));
  expect(canonicalEmail("o'neill@example.com")).toBe("o'neill@example.com");
});

test("what only looks like an address is none", () => {
  const refused = [
    "",
    "mira",
    "@",
    "@okafor.example",
    "mira@",
    "mira@okafor",
    "mira@@okafor.example",
    "a@b.example@okafor.example",
    "mira＠okafor.example",
    "mira﹫okafor.example",
    "attacker@evil.example＠okafor.example",
    '"e@attacker.example"@victim.example',
    '"mira"@okafor.example',
    "mira @okafor.example",
    "mira@oka for.example",
    "mira\u0000@okafor.example",
    "mira\r\nbcc:x@okafor.example",
    "mira\u200b@okafor.example",
    "mira\u202e@okafor.example",
    "mіra@okafor.example",
    "<mira@okafor.example>",
    "Mira <mira@okafor.example>",
    "mira@okafor.example,eve@evil.example",
    "mira,eve@okafor.example",
    "mira;eve@okafor.example",
    "mira\\@okafor.example",
    ".mira@okafor.example",
    "mira.@okafor.example",
    "mi..ra@okafor.example",
    "mira@-okafor.example",
    "mira@okafor-.example",
    "mira@okafor..example",
    "mira@.example",
    "mira@okafor.example.",
    "mira@okafor.example/x",
    "mira@okafor.example:25",
    "mira@okafor_.example",
    "mira@[127.0.0.1]",
    "mira(comment)@okafor.example",
    `${"m".repeat(65)}@okafor.example`,
    `m@${"o".repeat(250)}.example`,
  ];
  for (const text of refused) expect(canonicalEmail(text), JSON.stringify(text)).toBeNull();
});

import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { readEnv, variableNames } from "./env";

/** Variables of a `.env` file as people write it; commented ones are named too. */
function variablesOf(file: string): Map<string, string> {
  const lines = readFileSync(file, "utf8").matchAll(/^(?:# )?([A-Z][A-Z_]+)=(.*)$/gm);
  return new Map([...lines].map(([, name = "", value = ""]) => [name, value]));
}

it("has every variable in .env.example, and no other", () => {
  expect([...variablesOf(".env.example").keys()].sort()).toEqual([...variableNames].sort());
});

it("has in .env.example what holds without it", () => {
  expect(readEnv(Object.fromEntries(variablesOf(".env.example")))).toEqual(readEnv({}));
});

it("has every variable that people set in the README", () => {
  const readme = readFileSync("README.md", "utf8");
  const set = variableNames.filter((name) => name !== "NODE_ENV");
  expect(set.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
});

it("counts an empty variable as unset, and says each mistake in a sentence", () => {
  expect(readEnv({ PORT: "", AUTH_SECRET: "" })).toMatchObject({ PORT: 3000 });
  expect(() => readEnv({ PORT: "70000", AUTH_SECRET: "short" })).toThrow(
    /^The environment is not right\. AUTH_SECRET: at least 32 characters; PORT: .*\.$/,
  );
});

it("sends mail with a server and a sender, or not at all", () => {
  const SMTP_URL = "smtp://127.0.0.1:2525";
  const SMTP_FROM = "Purser <purser@example.com>";
  expect(readEnv({ SMTP_URL, SMTP_FROM })).toMatchObject({ SMTP_URL, SMTP_FROM });
  expect(() => readEnv({ SMTP_URL })).toThrow(/SMTP_FROM: set together with SMTP_URL/);
  expect(() => readEnv({ SMTP_URL: "mail.example.com", SMTP_FROM })).toThrow(/SMTP_URL: smtp:/);
});

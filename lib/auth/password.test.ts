import { expect, test } from "vitest";
import { hashPassword, verifyPassword } from "./password";
import { passwordMistake } from "./password-rules";
import { turns } from "./turns";

test("a password is kept as scrypt with its parameters, each time with another salt", async () => {
  const [one, two] = await Promise.all([
    hashPassword("naïve kettle"),
    hashPassword("naïve kettle"),
  ]);
  expect(one).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$[\w-]{22}\$[\w-]{43}$/);
  expect(one).not.toBe(two);
  expect(await verifyPassword("naïve kettle", one)).toBe(true);
  expect(await verifyPassword("nai\u0308ve kettle", two)).toBe(true);
  expect(await verifyPassword("naive kettle", one)).toBe(false);
});

test("older parameters still verify, a damaged hash does not pass", async () => {
  const old = "$scrypt$ln=10,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$";
  await expect(verifyPassword("x", old)).rejects.toThrow("not known");
  const known = `${old}${Buffer.alloc(32).toString("base64url")}`;
  expect(await verifyPassword("x", known)).toBe(false);
});

test("an unknown account takes as long as a known one", async () => {
  const kept = await hashPassword("a wrong kettle");
  const time = async (hash: string | null) => {
    const start = performance.now();
    expect(await verifyPassword("a right kettle", hash)).toBe(false);
    return performance.now() - start;
  };
  const ratio = (await time(null)) / (await time(kept));
  expect(ratio).toBeGreaterThan(0.2);
  expect(ratio).toBeLessThan(5);
});

test("short, common and typed-along passwords are refused in words", () => {
  expect(passwordMistake("short")).toBe("5 characters. It takes 12 or more.");
  expect(passwordMistake("é")).toBe("1 character. It takes 12 or more.");
  expect(passwordMistake("x".repeat(257))).toContain("256 at most");
  const common =
    `passwordpassword password1234 Password123! P@ssw0rd1234 123456789012 qwertyuiop12345
    qwertyuiopasdfgh 1qaz2wsx3edc aaaaaaaaaaaa abcabcabcabc abcdefghijkl iloveyou1234 ILoveYou!!!!
    letmein12345 administrator adminadmin12 welcome12345 1q2w3e4r5t6y qwerty123456 changeme1234
    098765432109 correcthorsebatterystaple passwordadmin dragonmaster1 summer2024!! mnbvcxzlkjhg
    football1234 111111222222 121212121212 trustno1trustno1 princess1234`.split(/\s+/);
  for (const password of common) expect(passwordMistake(password), password).not.toBeNull();
});

test("long ones that nobody lists are taken", () => {
  const fine = [
    "a kettle on the moon",
    "8#2$9!x47&1%",
    "Xq7vTz0pLm2k",
    "Summer in Oslo 92",
    "näckrosor i dimma",
    "491702395861",
    "🦊🦉🐢🐝🌲🌊🔥❄️🍀⭐🌙☀️🪐",
  ];
  for (const password of fine) expect(passwordMistake(password), password).toBeNull();
});

test("two run side by side, the rest wait their turn, too many are told so", async () => {
  const inTurn = turns({ atOnce: 2, waiting: 2 });
  const ends: (() => void)[] = [];
  let running = 0;
  const job = () =>
    inTurn(() => {
      running += 1;
      return new Promise<void>((resolve) => ends.push(resolve));
    });
  const jobs = [job(), job(), job(), job()];
  expect(running).toBe(2);
  await expect(job()).rejects.toMatchObject({ code: "rate_limited", retryAfterSeconds: 5 });
  for (const next of [0, 1, 2, 3]) {
    ends[next]?.();
    await jobs[next];
    await Promise.resolve();
  }
  expect(running).toBe(4);
  await inTurn(async () => undefined);
});

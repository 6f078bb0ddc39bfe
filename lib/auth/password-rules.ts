const shortest = 12;
const longest = 256;

/** What is wrong with a new password, in a sentence; null when it may be used. */
export function passwordMistake(password: string): string | null {
  const { length } = [...password];
  if (length < shortest) {
    return `${length} ${length === 1 ? "character" : "characters"}. It takes ${shortest} or more.`;
  }
  if (length > longest) return `${length} characters. It takes ${longest} at most.`;
  return isCommon(password) ? "This one is tried first by those who guess. Take another." : null;
}

/** Runs that people type along: a password made of them alone is guessed at once. */
const runs = [
  "012345678901234567890123456789",
  "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
  "qwertyuiopasdfghjklzxcvbnm",
  "qwertzuiopasdfghjklyxcvbnm",
  "azertyuiopqsdfghjklmwxcvbn",
  "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik",
  "1q2w3e4r5t6y7u8i9o0p",
  "q1w2e3r4t5y6u7i8o9p0",
  "zaq12wsxcde34rfvbgt56yhn",
  "qazwsxedcrfvtgbyhnujmikolp",
].flatMap((run) => [run, [...run].reverse().join("")]);

/** The words of the commonest passwords; what is left of one without them is no secret. */
const words =
  `password passwort passw0rd pass word kennwort motdepasse contrasena senha parola qwerty qwertz
  azerty admin administrator root welcome willkommen letmein changeme change secret default test
  guest user login access master monkey dragon football baseball basketball princess sunshine
  iloveyou ilove you love trustno shadow superman batman michael jordan jennifer hunter starwars
  computer internet whatever freedom mustang charlie summer winter spring autumn correct horse
  battery staple purser hello world google facebook linkedin samsung minecraft pokemon liverpool
  chelsea arsenal the and my is me new old for with january december monday friday me`
    .split(/\s+/)
    .sort((a, b) => b.length - a.length);

const lookalikes: Record<string, string> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
  "!": "i",
};

function isCommon(password: string): boolean {
  const plain = password.toLowerCase();
  if (new Set(plain).size < 5 || /^(.{1,5})\1+.{0,2}$/s.test(plain)) return true;
  const once = /^(.+)\1$/s.exec(plain)?.[1] ?? plain;
  if (runs.some((run) => run.includes(once))) return true;
  const core = plain.replace(/^[^a-z]+|[^a-z]+$/g, "");
  const read = core.replace(/[013457@$!]/g, (sign) => lookalikes[sign] ?? sign);
  return isWords(plain) || isWords(read);
}

/** Nothing but common words or one run, but for what stands before, after and between them. */
function isWords(text: string): boolean {
  let left = text.replace(/[^a-z]/g, "");
  if (left.length < 4) return false;
  if (runs.some((run) => run.includes(left))) return true;
  for (const word of words) left = left.replaceAll(word, "");
  return left === "";
}

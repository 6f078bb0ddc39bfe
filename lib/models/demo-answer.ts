/** What the demo model answers, from the prompt alone: the same prompt, the same answer. */
export function demoAnswer(prompt: string): string {
  const parts = [
    "**This is the demo model.** No language model is behind it and its price is made up, " +
      "so that everything around it can be seen to work.",
    quote(prompt),
    ...answers(prompt),
    next(prompt),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

/** A name for a conversation: the first words of the prompt, or what it is about. */
export function demoTitle(asked: string): string {
  const prompt = /^Question:\n([\s\S]*?)\n\nAnswer:\n/.exec(asked)?.[1] ?? asked;
  const words = prompt.replace(/[^\p{L}\p{N}\s'-]/gu, " ").match(/\S+/gu) ?? [];
  const name = words.slice(0, 6).join(" ").slice(0, 60).trim();
  return name ? name[0]?.toUpperCase() + name.slice(1) : "A first look around";
}

function quote(prompt: string): string {
  const short = prompt.length > 280 ? `${prompt.slice(0, 280)} …` : prompt;
  const lines = short.trim().split(/\r?\n/).slice(0, 6);
  if (lines.join("") === "") return "";
  return `You wrote:\n\n${lines.map((line) => `> ${plain(line)}`).join("\n")}`;
}

/** Text that Markdown shows as it is. */
function plain(text: string): string {
  return text.replace(/[\\`*_[\]<>#|~$!&]/g, "\\$&");
}

const skills: { asked: RegExp; answer: (prompt: string) => string }[] = [
  { asked: /\d\s*[-+*/x×÷]\s*\d/, answer: arithmetic },
  { asked: /\btable\b|\btabelle\b/i, answer: table },
  { asked: /\bcode\b|\bfunction\b|\bscript\b|\bprogram\b|python|typescript/i, answer: code },
  { asked: /\bmath|\bformula\b|\bequation\b|\blatex\b/i, answer: formula },
  { asked: /\blist\b|\bsteps\b|\bplan\b/i, answer: steps },
  { asked: /\blong\b|\bessay\b|\bstory\b|\bin detail\b/i, answer: essay },
];

function answers(prompt: string): string[] {
  const asked = skills.filter((skill) => skill.asked.test(prompt));
  return asked.length > 0 ? asked.slice(0, 3).map((skill) => skill.answer(prompt)) : [about()];
}

function about(): string {
  return [
    "**Purser** is a chat for language models in which every call is paid for out of an allowance:",
    "- before a call, the most it can cost is *held*;",
    "- while the answer streams, nothing else can spend that money;",
    "- after it, the true cost is *settled* and the rest goes back.",
    "",
    "The line under this answer is its receipt. Open it to see the hold, the tokens and the price.",
  ].join("\n");
}

function arithmetic(prompt: string): string {
  const found = /(\d{1,9})\s*([-+*/x×÷])\s*(\d{1,9})/.exec(prompt);
  if (!found) return about();
  const [, left = "0", sign = "+", right = "0"] = found;
  const a = Number(left);
  const b = Number(right);
  if (sign === "+") return `${a} + ${b} = **${a + b}**.`;
  if (sign === "-") return `${a} − ${b} = **${a - b}**.`;
  if (sign === "/" || sign === "÷") {
    return b === 0 ? `${a} cannot be divided by 0.` : `${a} ÷ ${b} = **${a / b}**.`;
  }
  return `${a} × ${b} = **${a * b}**.`;
}

function words(prompt: string): string[] {
  return [...new Set(prompt.match(/[\p{L}\p{N}]+/gu) ?? [])].slice(0, 6);
}

function table(prompt: string): string {
  const rows = words(prompt).map((word) => `| ${word} | ${[...word].length} |`);
  return ["The words of your prompt:", "", "| word | letters |", "|---|--:|", ...rows].join("\n");
}

function code(prompt: string): string {
  if (/python/i.test(prompt)) {
    return [
      "```python",
      "def cost(tokens: int, usd_per_million: float) -> float:",
      '    """What a call costs, in dollars."""',
      "    return tokens * usd_per_million / 1_000_000",
      "```",
    ].join("\n");
  }
  return [
    "```typescript",
    "/** Credits are 10^-9 USD; a rate is micro-USD per million tokens. */",
    "function credits(tokens: bigint, rate: bigint): bigint {",
    "  return (tokens * rate + 999n) / 1000n;",
    "}",
    "```",
  ].join("\n");
}

function formula(): string {
  return [
    "The cost of a call, rounded up once:",
    "",
    "$$\\text{credits} = \\left\\lceil \\frac{\\sum_i t_i \\, r_i}{1000} \\right\\rceil$$",
    "",
    "with $t_i$ tokens at the rate $r_i$ in micro-dollars per million.",
  ].join("\n");
}

function steps(): string {
  return [
    "1. Ask something and watch the answer stream.",
    "2. Reload the page in the middle: the answer goes on where it was.",
    "3. Open the receipt under it: the hold, the true cost, what went back.",
    "4. Open *Usage* and see what is left of the allowance today.",
  ].join("\n");
}

function essay(): string {
  const part = (title: string, text: string) => `### ${title}\n\n${text}`;
  return [
    part(
      "The hold",
      "Before a call, Purser works out the most it can cost: every token of the prompt at the " +
        "dearest input rate, and the whole output limit. That sum is taken out of the allowance " +
        "in one write. If the room does not reach, the limit is lowered or the call is refused, " +
        "with the numbers.",
    ),
    part(
      "The stream",
      "The answer belongs to the server, not to the tab. Every piece is written to a log before " +
        "it is shown, so a reload, a second device or a restart finds at least what you saw.",
    ),
    part(
      "The settlement",
      "When the answer ends, the provider's count is multiplied by the price that was in force " +
        "when the hold was taken. The rest of the hold goes back in the same write as the record.",
    ),
    part(
      "The books",
      "Nothing is edited afterwards. A balance can be folded again from its entries, and the " +
        "result is the same number, to the credit.",
    ),
  ].join("\n\n");
}

const ideas = [
  ["*make a table of these words*", /\btable\b/i],
  ["*show me code in Python*", /\bcode\b|python/i],
  ["*what is 12 × 34*", /\d\s*[-+*/x×÷]\s*\d/],
  ["*a formula, please*", /\bformula\b|\bmath/i],
  ["*tell me in detail how a call is paid for*", /\bin detail\b|\blong\b/i],
] as const;

function next(prompt: string): string {
  const left = ideas.filter(([, asked]) => !asked.test(prompt)).slice(0, 3);
  return `Try next:\n\n${left.map(([idea]) => `- ${idea}`).join("\n")}`;
}

const twice = (input: string, output: string) => ({
  tiers: [{ above_input_tokens: 128_000, input, output }],
});

type Row = {
  model: string;
  price: { input: string; output: string; tiers?: object[] };
  /** Of 1,000 tokens in and 100 out. */
  credits: number;
};

const row = (model: string, input: string, output: string, credits: number, more = {}): Row => ({
  model,
  price: { input, output, ...more },
  credits,
});

/** The prices of the original design, and what a call costs by them. */
export const priceTable: Row[] = [
  row("gemini-1.5-flash", "0.075", "0.30", 105_000, twice("0.15", "0.60")),
  row("gemini-1.5-flash-8b", "0.0375", "0.15", 52_500, twice("0.075", "0.30")),
  row("gemini-1.5-pro", "1.25", "5", 1_750_000, twice("2.5", "10")),
  row("claude-3.5-sonnet", "3", "15", 4_500_000),
  row("claude-3-opus", "15", "75", 22_500_000),
  row("claude-3-haiku", "0.25", "1.25", 375_000),
  row("claude-3.5-haiku", "1", "5", 1_500_000),
  row("gpt-4o", "2.50", "10", 3_500_000),
  row("gpt-4o-mini", "0.15", "0.60", 210_000),
  row("o1-preview", "15", "60", 21_000_000),
  row("o1-mini", "3", "12", 4_200_000),
];

import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { generateObject, generateText, jsonSchema, stepCountIs, streamText, tool } from "ai";
import { directed } from "./chat";
import { addKinds, booksAgree, everyModel, rich, weather } from "./clients";
import { expect, test } from "./fixtures";

test.describe.configure({ mode: "serial" });
test.beforeAll(({ purser, upstream }) => addKinds(purser, upstream));

for (const id of everyModel) {
  test(`the AI SDK with ${id}: text, stream, tools, objects`, async ({
    person,
    purser,
    upstream,
  }) => {
    const asking = await rich(await person(), purser);
    const provider = createOpenAICompatible({
      name: "purser",
      baseURL: `${purser.url}/v1`,
      apiKey: asking.key,
      includeUsage: true,
      supportsStructuredOutputs: true,
    });
    const model = provider(id);
    upstream.reset();
    const whole = await generateText({ model, prompt: directed({ tokens: 23 }) });
    expect(whole.text).toBe(upstream.calls().at(-1)?.text_true);
    expect(whole.usage.outputTokens).toBe(23);

    const streamed = streamText({ model, prompt: directed({ tokens: 31 }) });
    expect(await streamed.text).toBe(upstream.calls().at(-1)?.text_true);
    expect((await streamed.usage).outputTokens).toBe(31);

    const asked: unknown[] = [];
    const steps = await generateText({
      model,
      prompt: directed({ tool_calls: [{ name: "weather", arguments: { city: "Oslo" } }] }),
      stopWhen: stepCountIs(2),
      tools: {
        weather: tool({
          description: weather.description,
          inputSchema: jsonSchema<{ city: string }>({ ...weather.schema, type: "object" }),
          execute: (input) => {
            asked.push(input);
            return "Rain";
          },
        }),
      },
    });
    expect(asked).toEqual([{ city: "Oslo" }]);
    expect(steps.steps.length).toBe(2);

    const { object } = await generateObject({
      model,
      prompt: directed({ text: '{"city":"Lima"}' }),
      schema: jsonSchema<{ city: string }>({ ...weather.schema, type: "object" }),
    });
    expect(object).toEqual({ city: "Lima" });
    await booksAgree(asking, upstream);
  });
}

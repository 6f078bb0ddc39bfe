import { route } from "@/lib/http/route";
import { discover } from "@/lib/models/discover";

export * from "@/lib/http/nothing";

export const GET = route({
  access: "admin",
  summary: "Model servers found on this machine: Ollama, llama.cpp, LM Studio",
  handle: async () => ({ data: await discover() }),
});

import { me } from "@/lib/auth/users/me";
import { route } from "@/lib/http/route";

export * from "@/lib/http/nothing";

export const GET = route({
  access: "signed-in",
  summary: "Who is asking",
  handle: ({ viewer }) => me({ viewer }),
});

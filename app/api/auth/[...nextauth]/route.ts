import { askNextAuth } from "@/lib/auth/next-auth/ask";
import { route } from "@/lib/http/route";

const sessions = route({
  access: "anyone",
  summary: "Signing in and out, by next-auth",
  handle: ({ request, viewer }) => askNextAuth(request, viewer),
});

export const GET = sessions;
export const POST = sessions;

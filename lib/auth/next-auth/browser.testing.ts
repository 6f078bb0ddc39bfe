import { GET, POST } from "@/app/api/auth/[...nextauth]/route";
import { identify } from "../identify";

const host = "chat.okafor.example:3000";

/** A browser that keeps cookies, against the route handlers of /api/auth; for tests. */
export class Browser {
  readonly cookies = new Map<string, string>();

  /** What a browser sends along with each request. */
  headers(more: Record<string, string> = {}): Headers {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    return new Headers({ host, ...(cookie && { cookie }), ...more });
  }

  get(path: string): Promise<Response> {
    return this.send(path, { headers: this.headers() });
  }

  /** Sends a form of a page of ours, as a browser without scripts does. */
  post(path: string, fields: Record<string, string>, more: Record<string, string> = {}) {
    const headers = this.headers({
      origin: `http://${host}`,
      "sec-fetch-site": "same-origin",
      ...more,
    });
    return this.send(path, { method: "POST", headers, body: new URLSearchParams(fields) });
  }

  async send(path: string, init: RequestInit): Promise<Response> {
    const request = new Request(`http://${host}/api/auth/${path}`, init);
    const handler = init.method === "POST" ? POST : GET;
    const response = await handler(request, { params: Promise.resolve({}) });
    this.keep(response);
    return response;
  }

  keep(response: Response): void {
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === "" || /Max-Age=0/i.test(cookie)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }

  /** Whose session it is, null when nobody's. */
  async who(): Promise<string | null> {
    const { viewer } = await identify({ headers: this.headers() });
    return viewer?.kind === "person" ? viewer.userId : null;
  }
}

import { type AddressInfo, createServer, type Socket } from "node:net";

/** U1 by address: what a base URL must be for the call to fail before it is sent. */
export const dnsFailUrl = "http://purser-upstream.invalid/v1";

/** A loopback address whose port was free a moment ago: connections are refused. */
export async function refusedUrl(): Promise<string> {
  const { port, close } = await listenWith(() => undefined);
  await close();
  return `http://127.0.0.1:${port}/v1`;
}

/** A port that answers a TLS greeting with garbage; to be called as `https:`. */
export async function startTlsGarbage(): Promise<{ url: string; close(): Promise<void> }> {
  const { port, close } = await listenWith((socket) => {
    socket.on("error", () => socket.destroy());
    socket.once("data", () => socket.end("this is not TLS\r\n"));
  });
  return { url: `https://127.0.0.1:${port}/v1`, close };
}

interface Listening {
  port: number;
  close(): Promise<void>;
}

function listenWith(onSocket: (socket: Socket) => void): Promise<Listening> {
  const server = createServer(onSocket);
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      resolve({ port: (server.address() as AddressInfo).port, close });
    });
  });
}

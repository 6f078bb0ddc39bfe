import { Databases } from "./database";
import { checkRoom, roomNames } from "./room";

const databases = new Databases();
await databases.start();
for (const name of roomNames) {
  const s = performance.now();
  try {
    for (let i = 0; i < 2; i++) await checkRoom(databases, name);
    console.log(name, "ok", performance.now() - s);
  } catch (error) {
    console.log(name, (error as Error).message, (error as any).cause?.message);
  }
}
await databases.end();

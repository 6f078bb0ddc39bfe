/** `system` follows the device. */
export type Theme = "system" | "light" | "dark";

export const themeCookie = "purser-theme";
/** The browser's time zone, so that the server writes its times. */
export const timeZoneCookie = "purser-time-zone";
/** The model that was picked last in this browser. */
export const modelCookie = "purser-model";

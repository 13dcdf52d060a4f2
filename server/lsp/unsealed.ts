import { createDecipheriv } from "node:crypto";

/** What the client sealed (`client/models/sealed.ts`); undefined where it was sealed with another secret. */
export function unsealed(sealed: string, secret: Buffer): string | undefined {
  const bytes = Buffer.from(sealed, "base64");
  const [nonce, tag, text] = [bytes.subarray(0, 12), bytes.subarray(12, 28), bytes.subarray(28)];
  try {
    const decipher = createDecipheriv("aes-256-gcm", secret, nonce, { authTagLength: 16 });
    decipher.setAuthTag(tag);
    return Buffer.concat([decipher.update(text), decipher.final()]).toString("utf8");
  } catch {
    return undefined;
  }
}

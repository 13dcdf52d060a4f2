import { createCipheriv, randomBytes } from "node:crypto";

/**
 * A text that only who has the secret (32 bytes) can read: nonce (12 bytes), tag (16), AES-256-GCM of the text, as base64. A key crosses to the
 * server so, because the log of what both say to each other may be shown to anybody.
 */
export function sealed(text: string, secret: Buffer): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", secret, nonce, { authTagLength: 16 });
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64");
}

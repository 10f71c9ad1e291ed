/** How every planted secret begins: whoever keeps but this much of one is found. */
export const CANARY = 'Zq9Kx7Vw';

/** Of a base64 text the part that depends on the text alone, for each way in which it may stand behind other bytes. */
function base64Parts(text: string, encoding: 'base64' | 'base64url'): readonly string[] {
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]).toString(encoding);
    const start = Math.ceil((offset * 8) / 6);
    const end = Math.floor(((offset + Buffer.byteLength(text)) * 8) / 6);
    return encoded.slice(start, end);
  });
}

/** Every spelling in which a secret could lie somewhere, by its name. */
export function spellingsOf(secret: string): ReadonlyMap<string, string> {
  const hex = Buffer.from(secret).toString('hex');
  const each = (show: (code: number) => string): string =>
    Array.from(secret, (letter) => show(letter.charCodeAt(0))).join('');
  return new Map([
    ['raw', secret],
    ['lower case', secret.toLowerCase()],
    ['upper case', secret.toUpperCase()],
    ...base64Parts(secret, 'base64').map((part, i): [string, string] => [`base64 at ${i}`, part]),
    ...base64Parts(secret, 'base64url').map((part, i): [string, string] => [`base64url at ${i}`, part]),
    ['hex', hex],
    ['HEX', hex.toUpperCase()],
    ['URL', encodeURIComponent(secret)],
    ['every character for a URL', hex.replace(/../g, '%$&')],
    ['JSON', JSON.stringify(secret).slice(1, -1)],
    ['every character for JSON', each((code) => `\\u${code.toString(16).padStart(4, '0')}`)],
    ['JSON in JSON', JSON.stringify(JSON.stringify(secret)).slice(3, -3)],
    ['entities', each((code) => `&#${code};`)],
    ['UTF-16', each((code) => `${String.fromCharCode(code)}\0`)],
    ['reversed', [...secret].reverse().join('')],
  ]);
}

/** Looks for secrets in whatever it is shown, and keeps where it found one. */
export class CanaryHunt {
  /** By sink and spelling, with what stood around the first one. */
  readonly hits = new Map<string, string>();
  /** What was looked at, in characters, by sink: a sink that stayed empty was not looked at. */
  readonly looked = new Map<string, number>();
  private readonly needles: (readonly [name: string, needle: string])[] = [];

  constructor() {
    this.add('canary', CANARY);
  }

  /** A secret that the server made, which cannot begin like the planted ones. */
  add(name: string, secret: string): void {
    for (const [spelling, needle] of spellingsOf(secret)) this.needles.push([`${name}, ${spelling}`, needle]);
  }

  look(sink: string, text: string): void {
    this.looked.set(sink, (this.looked.get(sink) ?? 0) + text.length);
    for (const [name, needle] of this.needles) {
      const at = text.indexOf(needle);
      const hit = `${sink}: ${name}`;
      if (at >= 0 && !this.hits.has(hit)) this.hits.set(hit, text.slice(Math.max(0, at - 200), at + 100));
    }
  }
}

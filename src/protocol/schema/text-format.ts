/** What a text must look like where RFC 7643 says so and `type` cannot. The form alone: lists of codes grow. */
export type TextFormat = 'country' | 'languageRanges' | 'languageTag' | 'timeZone';

/** RFC 5646 §2.1, well-formed: subtags of 1 to 8 letters and digits, the first one of letters. */
const TAG = '[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*';
const FORMATS: Readonly<Record<TextFormat, { readonly form: RegExp; readonly inWords: string }>> = {
  // RFC 7643 §4.1.2: ISO 3166-1 alpha-2.
  country: { form: /^[A-Z]{2}$/, inWords: 'a country code of two letters, such as US' },
  languageTag: { form: new RegExp(`^${TAG}$`), inWords: 'a language tag such as en-US' },
  // RFC 9110 §12.5.4, the value of Accept-Language.
  languageRanges: {
    form: new RegExp(`^(?:${TAG}|\\*)(?:;q=[01][.0-9]*)?(?:, ?(?:${TAG}|\\*)(?:;q=[01][.0-9]*)?)*$`),
    inWords: 'languages as in Accept-Language, such as en-US',
  },
  // IANA time zones (RFC 6557): up to three names of letters, digits, "_", "+" and "-".
  timeZone: {
    form: /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+){0,2}$/,
    inWords: 'a time zone such as America/Los_Angeles',
  },
};

/** What is wanted instead, in words; undefined where the text has the form. */
export function wantedFormat(format: TextFormat, text: string): string | undefined {
  const { form, inWords } = FORMATS[format];
  return form.test(text) ? undefined : inWords;
}

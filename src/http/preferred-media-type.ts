const SCIM = 'application/scim+json';
const JSON_TYPE = 'application/json';

type MediaType = typeof SCIM | typeof JSON_TYPE;

/**
 * The one of our two media types that a client prefers by name: the higher weight wins (RFC 9110 §12.5.1). Wildcards say
 * nothing.
 * @param otherwise without a preference; RFC 7644 §3.8 has a type of its own, SCIM 1.1 (protocol §3.1) has JSON's
 */
export function preferredMediaType(accept: string | undefined, otherwise: MediaType = SCIM): MediaType {
  if (accept === undefined || accept === '*/*' || accept === otherwise) return otherwise;
  const ranges = accept.toLowerCase().split(',');
  const [json, scim] = [weightOf(ranges, JSON_TYPE), weightOf(ranges, SCIM)];
  if (json === scim) return otherwise;
  return json > scim ? JSON_TYPE : SCIM;
}

/** 0 where the type is not named, as where it is refused. */
function weightOf(ranges: readonly string[], type: string): number {
  const weights = ranges.map((range) => {
    const [name = '', ...parameters] = range.split(';').map((part) => part.trim());
    if (name !== type) return 0;
    const q = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
    // qvalue = "0" [ "." 0*3DIGIT ] / "1" [ "." 0*3"0" ]; what is no weight is none
    return /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(q) ? Number(q) : 1;
  });
  return Math.max(...weights);
}

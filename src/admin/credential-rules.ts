import { ValidateBy } from 'class-validator';
import { isAddressRange } from '../credentials/address-range.js';

const MAX_RANGES = 50;
export const MAX_OVERLAP_SECONDS = 30 * 24 * 60 * 60;

/** A list of IP addresses and CIDR ranges; an empty one restricts nothing. */
export const IsAddressRanges = (): PropertyDecorator =>
  ValidateBy({
    name: 'isAddressRanges',
    validator: {
      validate: (value) => Array.isArray(value) && value.length <= MAX_RANGES && value.every(isAddressRange),
      defaultMessage: () =>
        `must be a list of at most ${MAX_RANGES} IPv4 or IPv6 addresses or CIDR ranges, such as ["192.0.2.0/24", "2001:db8::1"]; ` +
        'no /0 (an empty list lets everybody in), and IPv4 not in the form ::ffff:192.0.2.1',
    },
  });

/** An object of JSON, whose content is looked at elsewhere. */
export const IsJsonObject = (): PropertyDecorator =>
  ValidateBy({
    name: 'isJsonObject',
    validator: {
      validate: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
      defaultMessage: () => 'must be a JSON object',
    },
  });

/** For how many seconds an old credential goes on working. */
export const IsOverlap = (): PropertyDecorator =>
  ValidateBy({
    name: 'isOverlap',
    validator: {
      validate: (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MAX_OVERLAP_SECONDS,
      defaultMessage: () => `must be a whole number of seconds from 0 to ${MAX_OVERLAP_SECONDS} (30 days)`,
    },
  });

import type { JsonObject } from '../protocol/json.js';
import { isJsonObject } from '../protocol/json.js';
import { resourceOf, shown, valueAt } from './expect-answer.js';
import { got } from './okta-client.js';
import type { Answer } from './scim-http.js';
import type { Session } from './session.js';
import { StepFailure } from './step-failure.js';

/** A member as Okta writes it: no `type`, and `display` is the userName in Okta. */
export interface GroupMember extends JsonObject {
  readonly value: string;
  readonly display: string;
}

/** GET of the group shows exactly these users, each once, and the name. */
export async function expectGroup(
  wire: Pick<Session, 'send' | 'authorization'>,
  id: string,
  displayName: string,
  members: readonly GroupMember[],
): Promise<Answer> {
  const answer = await got(wire, `/Groups/${id}`);
  if (resourceOf(answer).displayName !== displayName) {
    throw new StepFailure(`Expected the group to be named ${shown(displayName)}.`, answer);
  }
  const listed = valueAt(answer, 'members') ?? [];
  const actual = (Array.isArray(listed) ? listed : []).map((member: unknown) =>
    isJsonObject(member) ? member.value : null,
  );
  const expected = new Set(members.map(({ value }) => value));
  const missing = [...expected].filter((id) => !actual.includes(id)).length;
  if (missing > 0 || actual.length !== expected.size) {
    throw new StepFailure(
      `Expected exactly ${expected.size} members, the group has ${actual.length} and ${missing} of the expected are missing.`,
      answer,
    );
  }
  return answer;
}

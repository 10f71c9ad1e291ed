import { expectError, expectList } from './expect-answer.js';
import { clientHeaders } from './okta-headers.js';
import { defineScenario, type Step, type StepContext } from './scenario.js';
import { basicPair, type SimulatorCredential } from './simulator-credential.js';
import { StepFailure } from './step-failure.js';

const PROBE = '/Users?startIndex=1&count=2';

/** What Okta puts in front of a token, depending on the template and on what the admin typed. */
function acceptedSpellings(credential: SimulatorCredential): readonly string[] {
  if ('key' in credential) {
    const pair = basicPair(credential.key, credential.secret);
    return [`Basic ${pair}`, `basic ${pair}`];
  }
  return [credential.token, `Bearer ${credential.token}`, `bearer  ${credential.token}`];
}

/** Close to right, and wrong. Undefined: no header at all. */
function refusedSpellings(credential: SimulatorCredential): readonly (string | undefined)[] {
  const always = [
    undefined,
    'non-token',
    'Bearer',
    'Bearer non-token',
    `Basic ${basicPair('nobody', 'nothing')}`,
    'Basic !',
  ];
  if ('key' in credential) {
    const { key, secret } = credential;
    return [
      ...always,
      `Basic ${basicPair(key, `${secret}x`)}`,
      `Basic ${basicPair(key, secret.slice(0, -1))}`,
      `Basic ${basicPair(`${key}x`, secret)}`,
      `Basic ${basicPair(key, '')}`,
      `Basic ${basicPair(secret, key)}`,
    ];
  }
  const { token } = credential;
  return [...always, `Bearer ${token}x`, `${token}x`, `Bearer ${token.slice(0, -1)}`, `Digest ${token}`];
}

async function probe({ send }: StepContext<object>, authorization: string | undefined, target = PROBE) {
  return send({ method: 'GET', target, headers: clientHeaders(authorization) });
}

/** RFC 7235 §4.1: a 401 names the schemes that would help. */
async function expectRefused(context: StepContext<object>, authorization: string | undefined, target = PROBE) {
  const answer = await probe(context, authorization, target);
  expectError(answer, 401);
  if (!answer.headers['www-authenticate']) throw new StepFailure('The 401 has no WWW-Authenticate header.', answer);
}

const steps: readonly Step<object>[] = [
  {
    title: 'The credential in every spelling that Okta sends',
    asAdmin: 'Test API Credentials succeeds whether you typed the token alone or with "Bearer" in front.',
    run: async (context) => {
      for (const spelling of acceptedSpellings(context.credential)) expectList(await probe(context, spelling));
    },
  },
  {
    title: 'Wrong credentials (C9340)',
    asAdmin: 'Test API Credentials and Save show an error in words for a wrong, cut or missing credential.',
    run: async (context) => {
      for (const spelling of refusedSpellings(context.credential)) await expectRefused(context, spelling);
    },
  },
  {
    title: 'A credential in the address is refused',
    asAdmin: 'A token in the query string would end up in the logs of every proxy; it must not open the app.',
    run: async (context) => {
      const { credential } = context;
      const secret = encodeURIComponent('key' in credential ? credential.secret : credential.token);
      for (const name of ['access_token', 'token']) {
        await expectRefused(context, undefined, `${PROBE}&${name}=${secret}`);
      }
    },
  },
  {
    title: 'A write without credential is refused before its body is read',
    asAdmin: 'Nobody can create users without the credential, and the answer is 401, not a remark about the body.',
    run: async ({ send }) => {
      const headers = { ...clientHeaders('non-token'), 'Content-Type': 'application/scim+json; charset=utf-8' };
      expectError(await send({ method: 'POST', target: '/Users', headers, body: 'test' }), 401);
    },
  },
];

/** Tries the credential as the different templates of Okta send it, and wrong ones. */
export const oktaCredentials = defineScenario<object>({
  name: 'okta-credentials',
  provider: 'Okta',
  summary: 'the credential as Okta spells it in its templates, and wrong ones',
  variables: () => ({}),
  steps,
});

import { AccessTokenStore } from '../../src/credentials/access-token-store.js';

/** For suites that make no access token: knows none. Access tokens have tests on the real databases. */
export class NoAccessTokens extends AccessTokenStore {
  override findOwner = (): Promise<undefined> => Promise.resolve(undefined);
  override create = (): Promise<'gone'> => Promise.resolve('gone');
  override delete = (): Promise<'gone'> => Promise.resolve('gone');
  override forgetExpired = (): Promise<void> => Promise.resolve();
}

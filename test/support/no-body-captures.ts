import { type BodyCapture, BodyCaptureStore } from '../../src/tenancy/body-capture-store.js';

/** Keeps none. */
export class NoBodyCaptures extends BodyCaptureStore {
  override add(): Promise<void> {
    return Promise.resolve();
  }

  override list(): Promise<readonly BodyCapture[]> {
    return Promise.resolve([]);
  }

  override removeBefore(): Promise<boolean> {
    return Promise.resolve(false);
  }
}

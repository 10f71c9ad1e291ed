import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { DEFAULT_PASSWORD_POLICY, PASSWORD_LENGTHS } from '../directory/password-policy.js';
import type { PasswordPolicy } from '../directory/password-store.js';
import { IsAddress, IsFilledText, IsTrueOrFalse, IsWholeNumber, Optional } from './field-rules.js';

/** Longer ones are no passwords of ours; what is at most this long is answered by the policy. */
const MAX_PASSWORD = 4_096;
const MAX_USER_NAME = 255;

const { minLength, maxLength } = PASSWORD_LENGTHS;
const preset = (field: keyof PasswordPolicy) => ({ default: DEFAULT_PASSWORD_POLICY[field] });

/** Every field may be left out and stays as it is then. */
export class UpdatePasswordPolicy {
  @ApiPropertyOptional({
    minimum: minLength.least,
    maximum: minLength.most,
    ...preset('minLength'),
    description: 'In characters (Unicode code points)',
  })
  @Optional()
  @IsWholeNumber(minLength.least, minLength.most)
  readonly minLength?: number;

  @ApiPropertyOptional({ minimum: maxLength.least, maximum: maxLength.most, ...preset('maxLength') })
  @Optional()
  @IsWholeNumber(maxLength.least, maxLength.most)
  readonly maxLength?: number;

  @ApiPropertyOptional(preset('requireUppercase'))
  @Optional()
  @IsTrueOrFalse()
  readonly requireUppercase?: boolean;

  @ApiPropertyOptional(preset('requireLowercase'))
  @Optional()
  @IsTrueOrFalse()
  readonly requireLowercase?: boolean;

  @ApiPropertyOptional(preset('requireDigit'))
  @Optional()
  @IsTrueOrFalse()
  readonly requireDigit?: boolean;

  @ApiPropertyOptional({ ...preset('requireSpecial'), description: 'A punctuation mark or symbol' })
  @Optional()
  @IsTrueOrFalse()
  readonly requireSpecial?: boolean;

  @ApiPropertyOptional({
    ...preset('forbidUserName'),
    description: 'The userName, and what is before its "@", must not be part of the password',
  })
  @Optional()
  @IsTrueOrFalse()
  readonly forbidUserName?: boolean;

  @ApiPropertyOptional({ ...preset('forbidCommon'), description: 'Some hundred that everybody tries first' })
  @Optional()
  @IsTrueOrFalse()
  readonly forbidCommon?: boolean;
}

export class PasswordPolicyView implements PasswordPolicy {
  @ApiProperty({ example: DEFAULT_PASSWORD_POLICY.minLength })
  readonly minLength: number;

  @ApiProperty({ example: DEFAULT_PASSWORD_POLICY.maxLength })
  readonly maxLength: number;

  @ApiProperty({ example: false })
  readonly requireUppercase: boolean;

  @ApiProperty({ example: false })
  readonly requireLowercase: boolean;

  @ApiProperty({ example: false })
  readonly requireDigit: boolean;

  @ApiProperty({ example: false })
  readonly requireSpecial: boolean;

  @ApiProperty({ example: true })
  readonly forbidUserName: boolean;

  @ApiProperty({ example: true })
  readonly forbidCommon: boolean;
}

export class SetPassword {
  @ApiProperty({ example: 'a quiet harbour at noon', format: 'password' })
  @IsFilledText(MAX_PASSWORD)
  readonly password: string;
}

export class CheckPassword {
  @ApiProperty({ example: 'jane.doe@example.com', maxLength: MAX_USER_NAME, description: 'In any letter case' })
  @IsFilledText(MAX_USER_NAME)
  readonly userName: string;

  @ApiProperty({ example: 'a quiet harbour at noon', format: 'password' })
  @IsFilledText(MAX_PASSWORD)
  readonly password: string;

  @ApiPropertyOptional({
    example: '203.0.113.7',
    description:
      'Where the person is who signs in: wrong passwords are slowed down by userName and this address. Without it, by the ' +
      'address of the caller, so that one person can make another wait who signs in through the same application.',
  })
  @Optional()
  @IsAddress()
  readonly ipAddress?: string;
}

export class PasswordVerdict {
  @ApiProperty({
    example: false,
    description: 'False also where there is no such user, or it is inactive, or has no password',
  })
  readonly valid: boolean;
}

//! What staff sign in with: user names, passwords and codes, parsed by the same rules on both sides,
//! and the words for what is wrong with them.

/// The least and most characters of a user name.
pub const USER_NAME_LENGTH: (usize, usize) = (3, 32);
/// The least and most characters of a password. Length is what makes a password good; which kinds of
/// characters it has is nobody's business (ASVS 5, NIST SP 800-63B).
pub const PASSWORD_LENGTH: (usize, usize) = (12, 128);
/// The digits of a code.
pub const CODE_DIGITS: usize = 6;

/// Why something typed to sign in was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialError {
    /// No user name.
    NoUserName,
    /// A user name too short or too long; carries how many characters.
    UserNameLength(usize),
    /// A user name begins with a letter and has letters, digits, dots and dashes only.
    UserNameSymbols,
    /// Another account has the user name.
    UserNameTaken,
    /// It begins as those of demonstration accounts do.
    UserNameDemonstration,
    /// No password.
    NoPassword,
    /// Too short; carries how many characters.
    PasswordTooShort(usize),
    /// Too long; carries how many characters.
    PasswordTooLong(usize),
    /// One that everybody tries first.
    PasswordCommon,
    /// It repeats a few characters, or counts up or down.
    PasswordRepeats,
    /// It has the user name, the own name or a number of the person in it.
    PasswordPersonal,
    /// It is the one that is to be changed.
    PasswordSame,
    /// The present password is another.
    PasswordWrong,
    /// Not six digits.
    CodeForm,
    /// Six digits, but not those of now.
    CodeWrong,
    /// The scope is not in one's own.
    ScopeOutside,
    /// Nobody gives a role that does more than his own.
    RoleTooHigh,
    /// A reason is asked for.
    NoReason,
}

impl CredentialError {
    /// What a person reads beside the field.
    pub fn message(self) -> String {
        let text = match self {
            Self::NoUserName => "请填写用户名。",
            Self::UserNameLength(count) => {
                let (least, most) = USER_NAME_LENGTH;
                return format!("用户名应为 {least} 到 {most} 个字符，您填了 {count} 个。");
            }
            Self::UserNameSymbols => {
                "用户名以字母开头，只能用字母、数字、点、短横和下划线，请修改。"
            }
            Self::UserNameTaken => "这个用户名已经有人用了，请换一个。",
            Self::UserNameDemonstration => "以 demo- 开头的用户名只留给演示用，请换一个。",
            Self::NoPassword => "请填写密码。",
            Self::PasswordTooShort(count) => {
                let least = PASSWORD_LENGTH.0;
                return format!(
                    "密码至少 {least} 个字符，您填了 {count} 个。可以用一句好记的话，汉字也行。"
                );
            }
            Self::PasswordTooLong(count) => {
                let most = PASSWORD_LENGTH.1;
                return format!("密码最多 {most} 个字符，您填了 {count} 个。");
            }
            Self::PasswordCommon => "这个密码太常见，容易被人猜到，请换一个。",
            Self::PasswordRepeats => "密码不能只是重复或连续的字符，请换一个。",
            Self::PasswordPersonal => "密码里不能有您的用户名或姓名，请换一个。",
            Self::PasswordSame => "新密码和原来的一样，请换一个。",
            Self::PasswordWrong => "现在的密码不对，请重新填写。",
            Self::CodeForm => "动态验证码是 6 位数字，请看手机上的验证器。",
            Self::CodeWrong => "动态验证码不对或已经用过，请等下一个码再填。",
            Self::ScopeOutside => "这个地方不在您的管理范围内，请重新选择。",
            Self::RoleTooHigh => "您不能设置这个岗位，请选择别的岗位。",
            Self::NoReason => "请写明原因，便于以后查对。",
        };
        text.to_owned()
    }
}

/// How the user names of demonstration accounts begin.
pub const DEMONSTRATION: &str = "demo-";

/// A user name: 3 to 32 of a-z, 0-9, `.`, `-`, `_`, beginning with a letter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserName(String);

impl UserName {
    /// Trims, takes full-width letters as usual ones and capitals as small. Errors: what is wrong.
    pub fn parse(text: &str) -> Result<Self, CredentialError> {
        let name: String = text.chars().map(half_width).collect();
        let name = name.trim().to_ascii_lowercase();
        let count = name.chars().count();
        if count == 0 {
            return Err(CredentialError::NoUserName);
        }
        if !(USER_NAME_LENGTH.0..=USER_NAME_LENGTH.1).contains(&count) {
            return Err(CredentialError::UserNameLength(count));
        }
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || !name.chars().all(fits) {
            return Err(CredentialError::UserNameSymbols);
        }
        Ok(Self(name))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is one for demonstrations, whose password everybody may know.
    pub fn is_demonstration(&self) -> bool {
        self.0.starts_with(DEMONSTRATION)
    }

    /// The same name. Errors: it is one for demonstrations, of which nobody has an account in earnest.
    pub fn in_earnest(self) -> Result<Self, CredentialError> {
        if self.is_demonstration() {
            return Err(CredentialError::UserNameDemonstration);
        }
        Ok(self)
    }
}

/// A password as typed. Never printed: `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// Any password somebody may have been given, to be compared. Full-width letters count as the
    /// usual ones, for an input method may be in either mode. Errors: empty or too long.
    pub fn typed(text: &str) -> Result<Self, CredentialError> {
        let count = text.chars().count();
        if count == 0 {
            return Err(CredentialError::NoPassword);
        }
        if count > PASSWORD_LENGTH.1 {
            return Err(CredentialError::PasswordTooLong(count));
        }
        Ok(Self(text.chars().map(half_width).collect()))
    }

    /// A new password for the person with that user name and those other names and numbers.
    /// Errors: what is wrong with it.
    pub fn chosen(text: &str, user: &UserName, own: &[&str]) -> Result<Self, CredentialError> {
        let password = Self::typed(text)?;
        let count = password.0.chars().count();
        if count < PASSWORD_LENGTH.0 {
            return Err(CredentialError::PasswordTooShort(count));
        }
        let plain = plain(&password.0);
        if COMMON.contains(&plain.as_str()) {
            return Err(CredentialError::PasswordCommon);
        }
        if repeats(&plain) {
            return Err(CredentialError::PasswordRepeats);
        }
        let names = own.iter().copied().chain([user.as_str()]);
        if names.into_iter().any(|name| has_in_it(&plain, name)) {
            return Err(CredentialError::PasswordPersonal);
        }
        Ok(password)
    }

    /// The characters, to be hashed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl core::fmt::Debug for Password {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Password(..)")
    }
}

/// A code of the second factor: six digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TotpCode(u32);

impl TotpCode {
    /// Reads six digits; blanks between them and full-width digits are allowed.
    pub fn parse(text: &str) -> Result<Self, CredentialError> {
        let mut code = 0;
        let mut count = 0;
        for symbol in text.chars().map(half_width) {
            match symbol.to_digit(10) {
                Some(digit) if count < CODE_DIGITS => {
                    code = code * 10 + digit;
                    count += 1;
                }
                None if symbol.is_whitespace() || symbol == '-' => {}
                _ => return Err(CredentialError::CodeForm),
            }
        }
        if count == CODE_DIGITS {
            Ok(Self(code))
        } else {
            Err(CredentialError::CodeForm)
        }
    }

    /// The code as a number below a million.
    pub fn number(self) -> u32 {
        self.0
    }
}

/// A full-width letter, digit or blank as the usual one.
fn half_width(symbol: char) -> char {
    match symbol {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(symbol as u32 - 0xfee0).unwrap_or(symbol),
        _ => symbol,
    }
}

/// Letters and digits alone, small: what somebody who guesses begins with.
fn plain(text: &str) -> String {
    let lower = text.chars().flat_map(char::to_lowercase);
    lower.filter(|symbol| symbol.is_alphanumeric()).collect()
}

/// Whether it is up to four characters over and over, or each is the next of the one before.
fn repeats(plain: &str) -> bool {
    let symbols: Vec<u32> = plain.chars().map(u32::from).collect();
    let periodic = |period: usize| {
        symbols
            .iter()
            .zip(symbols.iter().skip(period))
            .all(|(a, b)| a == b)
    };
    let steps = |step: i64| {
        let mut pairs = symbols.windows(2);
        // After nine comes nought.
        pairs.all(|pair| {
            let wraps = pair[1].abs_diff(pair[0]) == 9
                && char::from_u32(pair[0]).is_some_and(|c| c.is_ascii_digit());
            i64::from(pair[1]) - i64::from(pair[0]) == step || wraps
        })
    };
    (1..=4).any(periodic) || steps(1) || steps(-1)
}

/// Whether `name` is most of the password. Two characters of a Chinese name may well be in a
/// sentence; what is left beside the name must be enough by itself.
fn has_in_it(password: &str, name: &str) -> bool {
    let name = plain(name);
    let long_enough = name.chars().count() >= 2;
    if !long_enough || !password.contains(name.as_str()) {
        return false;
    }
    password.replace(name.as_str(), "").chars().count() < PASSWORD_LENGTH.0
}

/// The commonest passwords of twelve characters and more, as [`plain`] writes them; shorter ones are
/// refused for their length, and runs and repeats by [`repeats`].
const COMMON: &[&str] = &[
    "1q2w3e4r5t6y",
    "1q2w3e4r5t6y7u",
    "1q2w3e4r5t6y7u8i",
    "1qaz2wsx3edc",
    "1qaz2wsx3edc4rfv",
    "abc123456789",
    "abcd12345678",
    "abcd1234567890",
    "a12345678910",
    "aa123456789012",
    "aa1234567890",
    "admin1234567",
    "admin12345678",
    "admin123456789",
    "adminadmin123",
    "administrator",
    "administrator1",
    "administrator123",
    "asdfghjkl123",
    "asdfghjkl1234",
    "asdfghjklzxcvbnm",
    "changeme1234",
    "chongqing123",
    "chongqing1234",
    "chongqing12345",
    "chongqing2026",
    "computer1234",
    "football1234",
    "iloveyou1234",
    "iloveyou1314",
    "laobingyizhan",
    "laobingyizhan123",
    "letmein12345",
    "mima12345678",
    "mima123456789",
    "password1234",
    "password12345",
    "password123456",
    "passwordpassword",
    "p4ssw0rd1234",
    "passw0rd1234",
    "qazwsxedc123",
    "qazwsxedcrfv",
    "qq1234567890",
    "qqww1122334455",
    "qwer12345678",
    "qwerasdfzxcv",
    "qwerty123456",
    "qwerty1234567",
    "qwertyuiop12",
    "qwertyuiop123",
    "qwertyuiopasdfghjkl",
    "qwertyuiop1234567890",
    "tuiyijunren1",
    "tuiyijunren123",
    "veteransstation",
    "welcome12345",
    "woaini123456",
    "woaini5201314",
    "woaini1314520",
    "woaizhongguo",
    "wodemima1234",
    "wodemima123456",
    "zhongguo1234",
    "zxcvbnm12345",
    "zxcvbnmasdfghjkl",
    "zaq12wsxcde3",
    "5201314521314",
    "112233445566",
    "11223344556677",
    "100200300400",
    "121212121212",
    "123123456456",
    "123456123456",
    "123456654321",
    "1234567887654321",
    "123456789123",
    "123456789123456",
    "147258369147",
    "147258369258",
    "159357159357",
    "159753159753",
    "987654321123",
    "1234qwerasdf",
    "1234qwerasdfzxcv",
    "123456abcdef",
    "123456qwerty",
    "123qweasdzxc",
    "12345qwertasdfg",
];

#[cfg(test)]
mod tests {
    use super::CredentialError::*;
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("wang.jianguo", Ok("wang.jianguo"))]
    #[case("  Ｗang-2 ", Ok("wang-2"))]
    #[case("", Err(NoUserName))]
    #[case("　", Err(NoUserName))]
    #[case("ab", Err(UserNameLength(2)))]
    #[case("13812345678", Err(UserNameSymbols))]
    #[case("王建国同志", Err(UserNameSymbols))]
    #[case("a b c", Err(UserNameSymbols))]
    #[case("a'--", Err(UserNameSymbols))]
    fn user_names(#[case] text: &str, #[case] expected: Result<&str, CredentialError>) {
        let parsed = UserName::parse(text);
        assert_eq!(
            parsed.as_ref().map(UserName::as_str),
            expected.as_ref().map(|name| *name)
        );
        if let Ok(name) = parsed {
            assert_eq!(UserName::parse(name.as_str()), Ok(name));
        }
    }

    #[rstest]
    #[case("corn-lamp-river", Ok(()))]
    #[case("山上的老井边有棵黄葛树", Err(PasswordTooShort(11)))]
    #[case("山上的老井边有一棵黄葛树", Ok(()))]
    #[case("aaaaaaaaaaaaaaaa", Err(PasswordRepeats))]
    #[case("Abc-Abc-Abc-Abc", Err(PasswordRepeats))]
    #[case("1234567890123", Err(PasswordRepeats))]
    #[case("0987654321098", Err(PasswordRepeats))]
    #[case("abcdefghijklm", Err(PasswordRepeats))]
    #[case("............", Err(PasswordRepeats))]
    #[case("Password-1234", Err(PasswordCommon))]
    #[case("Ｐassword１２３４", Err(PasswordCommon))]
    #[case("wang.jianguo1985", Err(PasswordPersonal))]
    #[case("王建国王建国王建国真好真好", Err(PasswordPersonal))]
    #[case("13812345678ab", Err(PasswordPersonal))]
    #[case("王建国在山上的老井边种了三棵树", Ok(()))]
    #[case("", Err(NoPassword))]
    fn passwords(#[case] text: &str, #[case] expected: Result<(), CredentialError>) {
        let user = UserName::parse("wang.jianguo").unwrap();
        let chosen = Password::chosen(text, &user, &["王建国", "13812345678", ""]);
        assert_eq!(chosen.map(drop), expected);
    }

    #[test]
    fn long_passwords_and_either_input_mode() {
        let user = UserName::parse("clerk").unwrap();
        let long = "corn lamp river ".repeat(8);
        assert!(Password::chosen(&long, &user, &[]).is_ok());
        let longer = format!("{long}x");
        assert_eq!(Password::typed(&longer), Err(PasswordTooLong(129)));
        let (usual, wide) = (Password::typed("a b1"), Password::typed("ａ　ｂ１"));
        assert_eq!(usual, wide);
        assert_eq!(format!("{:?}", usual.unwrap()), "Password(..)");
    }

    #[test]
    fn the_list_is_of_what_would_be_taken_otherwise() {
        for common in COMMON {
            assert!(common.chars().count() >= PASSWORD_LENGTH.0, "{common}");
            assert_eq!(plain(common), *common);
        }
    }

    #[rstest]
    #[case("012345", Ok(12_345))]
    #[case("１２３ 456", Ok(123_456))]
    #[case("12345", Err(CodeForm))]
    #[case("1234567", Err(CodeForm))]
    #[case("12345a", Err(CodeForm))]
    fn codes(#[case] text: &str, #[case] expected: Result<u32, CredentialError>) {
        assert_eq!(TotpCode::parse(text).map(TotpCode::number), expected);
    }

    #[test]
    fn the_words_count() {
        assert_eq!(
            PasswordTooShort(5).message(),
            "密码至少 12 个字符，您填了 5 个。可以用一句好记的话，汉字也行。"
        );
        assert_eq!(
            UserNameLength(2).message(),
            "用户名应为 3 到 32 个字符，您填了 2 个。"
        );
    }
}

import { foldText } from '../protocol/schema/fold-text.js';

/**
 * What everybody tries first: the head of the lists that attackers begin with, without what is shorter than any policy
 * allows. Lower case; separated by white space.
 */
const COMMON = `
  123456 1234567 12345678 123456789 1234567890 12345678910 123456123 123456a 123456aa 123456abc 123456q 1234qwer
  123123 1231234 12312312 123123123 123321 123654 123abc 12345a 12345q 12345qwert 1234abcd 12341234 1234554321
  12344321 1q2w3e 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx 1qaz2wsx3edc 1qazxsw2 1qaz1qaz 0123456 01234567
  0123456789 0987654321 098765 000000 0000000 00000000 000000000 0000000000 111111 1111111 11111111 111111111
  1111111111 111222 112233 11223344 1122334455 121212 12121212 131313 141414 147147 147258 147258369 147852
  147852369 159159 159357 159753 159951 161616 171717 181818 191919 202020 20202020 212121 222222 2222222 22222222
  232323 252525 321321 321654 333333 33333333 369369 420420 444444 44444444 454545 456456 456789 456123 555555
  5555555 55555555 654321 7654321 666666 6666666 66666666 696969 69696969 741852 741852963 753951 777777 7777777
  77777777 789456 789456123 789789 7895123 87654321 888888 8888888 88888888 951753 963852 963852741 987654 9876543
  98765432 987654321 9876543210 999999 9999999 99999999 999999999 a12345 a123456 a1234567 a12345678 a123456789
  a1b2c3 a1b2c3d4 a1s2d3f4 aa123456 aaaaaa aaaaaaa aaaaaaaa ab123456 abc123 abc12345 abc123456 abc1234 abcabc abcd123
  abcd1234 abcd12345 abcd123456 abcde123 abcdef abcdefg abcdefgh abcdefghi abcdef123 access access14 account admin1
  admin12 admin123 admin1234 admin12345 admin123456 admin@123 administrator adminadmin adobe123 aezakmi albert
  alexander alexis america amanda andrea andrew angel1 angela angels anthony apples arsenal asd123 asdasd asdasdasd
  asdf1234 asdfasdf asdfgh asdfghj asdfghjk asdfghjkl asdf123 asdqwe asdqwe123 asdzxc ashley aspire austin autumn2020
  autumn2021 autumn2022 autumn2023 autumn2024 autumn2025 azerty azerty123 azertyuiop babygirl badboy bailey banana
  barcelona baseball basketball batman beautiful berlin bismillah blahblah blessed blink182 bond007 booboo boomer
  booster boston brandon brandy brooklyn bubbles buster butterfly butthead cameron captain carlos casper changeme
  changeme1 changeme123 changeit charles charlie charlie1 charlotte cheese chelsea chester chicago chicken chocolate
  chocolate1 chris123 christian christmas cocacola coffee company company1 company123 compaq computer computer1
  cookie cooper corvette cowboys crystal dallas daniel danielle database default default1 denise diablo diamond
  dolphin dragon dragon1 dragon123 dragonball eagles einstein elizabeth eminem empire england explorer fabulous
  facebook falcon fender ferrari fireball firefly fishing flower flowers football football1 forever forever1 france
  freddy freedom freedom1 friends fuckoff fuckyou fuckyou1 fucker gabriel gandalf gateway genius george gemini
  ginger gizmo1 godzilla golden golfer google google1 google123 gordon gracie grandma guitar gunner hallo123 hammer
  handsome hannah happy1 happy123 harley harry1 heather heaven hello1 hello12 hello123 hello1234 hellohello hellokitty
  hockey holiday homer1 honey1 hotdog hunter hunter1 hunter2 iceman iloveme iloveu iloveyou iloveyou1 iloveyou2
  iloveyou123 internet isabella iwantu jackson january jasmine jasper jennifer jeremy jessica jessie john123 johnny
  jordan jordan1 jordan23 joseph joshua junior justin justinbieber killer kitten klaster knight lakers lauren
  legend letmein letmein1 letmein123 letmein! liberty lifehack lincoln little liverpool liverpool1 login123 logitech
  london london1 lovelove lovely loveme lovers loveyou lucky1 lucky7 maggie manager manchester manunited marina
  marlboro martin master master1 master123 matrix1 matthew maverick maxwell melissa mercedes merlin metallica
  michael michael1 michelle mickey midnight midway millie minecraft monday monday1 money1 monica monkey monkey1
  monkey12 monkey123 monster monster1 morgan mother mountain murphy mustang mynoob myspace1 naruto naruto123 natasha
  nathan network newpass newpassword newyork nicholas nicole nikita nintendo nirvana nothing november nvidia
  october oliver operator orange orlando p@ssw0rd p@ssw0rd1 p@ssw0rd123 p@ssword p@ssword1 p@ssword123 pa$$w0rd
  pa$$word pa55w0rd pa55word panther parker pass123 pass1234 pass12345 pass@123 pass@word1 passport passw0rd
  passw0rd! passw0rd1 passw0rd123 password password! password!1 password0 password01 password1 password1! password10
  password11 password12 password123 password123! password1234 password12345 password2 password2020 password2021
  password2022 password2023 password2024 password2025 password2026 password21 password22 password3 password4
  password5 password69 password7 password8 password9 password99 password@1 password@123 passwordpassword patrick
  peaches peanut pepper phoenix picture1 pokemon pokemon1 police porsche power1 precious prince princess princess1
  private purple q1w2e3 q1w2e3r4 q1w2e3r4t5 q1w2e3r4t5y6 qazwsx qazwsx123 qazwsxedc qazxsw qazxswedc qqqqqq qqqqqqqq
  qq123456 qweasd qweasd123 qweasdzxc qwe123 qwe123456 qwe123qwe qweqwe qweqweqwe qwert1 qwert123 qwert12345 qwerty
  qwerty! qwerty1 qwerty1! qwerty12 qwerty123 qwerty123! qwerty1234 qwerty12345 qwerty123456 qwerty7 qwertyu qwertyui
  qwertyuiop qwertz qwertz123 qwertzuiop rachel raiders rainbow ranger rangers rebecca redsox richard robert
  rockstar rocky1 root123 rootroot rosebud samantha samson samsung samsung1 samuel sandra saturn scooby scooter
  scorpion secret secret1 secret123 secure security sergey server service shadow shadow1 shannon sierra silver
  simple skywalker slayer slipknot smokey snoopy soccer soccer1 sophie spencer spider spiderman spring2020 spring2021
  spring2022 spring2023 spring2024 spring2025 spring2026 startrek starwars starwars1 steelers stella steven success
  summer summer1 summer12 summer123 summer2020 summer2021 summer2022 summer2023 summer2024 summer2025 summer2026
  sunday sunflower sunshine sunshine1 superman superman1 superstar support sweety system taylor temp123 temp1234
  temppass tennis test123 test1234 test12345 test123456 testing testing1 testing123 testpass testtest theman therock
  thomas thunder tiffany tiger1 tigers tigger tinker tomcat toyota trustno1 trustnoone tucker turtle twitter unknown
  user123 user1234 username vampire vanessa vfhbyf victor victoria vincent viking warrior welcome welcome! welcome1
  welcome1! welcome12 welcome123 welcome123! welcome1234 welcome2 welcome2020 welcome2021 welcome2022 welcome2023
  welcome2024 welcome2025 welcome2026 welcome@1 welcome@123 whatever whatever1 white1 william willow wilson winner
  winston winter winter2020 winter2021 winter2022 winter2023 winter2024 winter2025 winter2026 wizard woaini wolverine
  xbox360 xxxxxx xxxxxxxx yamaha yankees yellow youtube zaq123 zaq12wsx zaq1xsw2 zaq1zaq1 zxc123 zxcvbn zxcvbnm
  zxcvbnm1 zxcvbnm123 zxczxc zzzzzz zzzzzzzz correcthorsebatterystaple
`;

const BLOCKED: ReadonlySet<string> = new Set(COMMON.split(/\s+/).filter((word) => word !== ''));

/** In any letter case. */
export function isCommonPassword(password: string): boolean {
  return BLOCKED.has(foldText(password));
}

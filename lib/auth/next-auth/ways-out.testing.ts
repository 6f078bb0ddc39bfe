/** Ways out of a site, as they have been found in others. */
export const waysOut = `
  https://evil.example http://evil.example HTTPS://EVIL.EXAMPLE //evil.example ///evil.example
  ////evil.example https:evil.example https:/evil.example https:///evil.example http:\\\\evil.example
  /\\evil.example \\\\evil.example \\/evil.example /\\/evil.example //\\evil.example /\\\\evil.example
  %2f%2fevil.example %2F%2Fevil.example /..//evil.example /.//evil.example /./..//evil.example
  /%2e%2e//evil.example /a/..//evil.example /a/b/../..//evil.example //evil.example/%2f.. //evil.example/..
  evil.example www.evil.example @evil.example http://purser.example:3000@evil.example
  http://purser.example:3000.evil.example http://purser.example:30001/ http://purser.example/
  https://purser.example:3000/x http://purser.example:3000:80@evil.example http://user@purser.example:3000/
  http://evil.example#http://purser.example:3000/ http://evil.example?http://purser.example:3000/
  http://evil.example\\@purser.example:3000/ http://evil.example/purser.example:3000
  javascript:alert(1) JaVaScRiPt:alert(1) java%0ascript:alert(1) data:text/html,x vbscript:x
  file:///etc/passwd ftp://evil.example blob:http://evil.example/x about:blank mailto:x@evil.example
  intent://x#Intent;end ws://evil.example //evil%E3%80%82example //[::1] //[::ffff:1.2.3.4]
  //0x7f000001 //2130706433 //127.1 http://[::1]/ http:evil.example http:/\\evil.example
  /api/auth/signout /api/keys /api /v1/models /sign-in /sign-in?callbackUrl=//evil.example
`
  .trim()
  .split(/\s+/)
  .concat(
    [
      "/\tevil.example",
      "/\n/evil.example",
      "/\r\nlocation:http://evil.example",
      "\t//evil.example",
    ],
    [" //evil.example", "/ /evil.example", "\u0000//evil.example", "/\u2028/evil.example"],
    [
      "\uff0f\uff0fevil.example",
      "/\uff0fevil.example",
      "/\u3002evil.example",
      "",
      "x".repeat(3000),
    ],
  );

package rollout

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// currencyNames are what people write for one currency beside its code, in small
// letters: signs and names. The document's reader and everybody who books read
// them here. A sign or name of several currencies stands for the one that is
// meant most ("$", "pounds", "¥"): it is shown with its code wherever it acts, and
// what a budget in another currency is booked in is refused. Names that no
// country means more than another ("kr") are not here. The last ones are no
// currencies of states: they are known, so that they are not taken for a note.
var currencyNames = parseNames(`
	$ USD, us$ USD, usd$ USD, ＄ USD, dollar USD, dollars USD, us dollar USD, us dollars USD, american dollars USD, bucks USD
	€ EUR, euro EUR, euros EUR
	£ GBP, ￡ GBP, pound GBP, pounds GBP, pounds sterling GBP, british pounds GBP, quid GBP
	¥ JPY, ￥ JPY, 円 JPY, yen JPY, japanese yen JPY, jp¥ JPY
	a$ AUD, au$ AUD, australian dollars AUD, c$ CAD, ca$ CAD, canadian dollars CAD, nz$ NZD, s$ SGD, sg$ SGD, hk$ HKD, nt$ TWD
	franc CHF, francs CHF, franken CHF, swiss francs CHF, sfr CHF, sfr. CHF
	元 CNY, cn¥ CNY, rmb CNY, yuan CNY, renminbi CNY
	₹ INR, rupee INR, rupees INR, indian rupees INR
	₩ KRW, ￦ KRW, won KRW, ₪ ILS, shekel ILS, shekels ILS, ₦ NGN, naira NGN, ₫ VND, dong VND, ฿ THB, baht THB
	zł PLN, zl PLN, zloty PLN, zlotys PLN, złoty PLN, złotych PLN, kč CZK, czech crowns CZK, koruna CZK, korun CZK
	krona SEK, kronor SEK, swedish kronor SEK, swedish krona SEK, norwegian kroner NOK, danish kroner DKK, dkr DKK, nkr NOK, skr SEK
	₽ RUB, rouble RUB, roubles RUB, ruble RUB, rubles RUB, ₴ UAH, hryvnia UAH, ₺ TRY, lira TRY, liras TRY, ₱ PHP, r$ BRL, reais BRL, reals BRL
	mx$ MXN, peso MXN, pesos MXN, mexican pesos MXN, rand ZAR, forint HUF, forints HUF, ft HUF, lei RON, leu RON, leva BGN, lev BGN
	rupiah IDR, ringgit MYR, dirham AED, dirhams AED, riyal SAR, riyals SAR, dinar KWD, dinars KWD, shilling KES, shillings KES
	₡ CRC, ₲ PYG, ₸ KZT, tenge KZT, ₼ AZN, ₾ GEL, lari GEL, ₵ GHS, cedi GHS, cedis GHS, ₭ LAK, ₮ MNT, ৳ BDT, taka BDT, birr ETB
	₿ BTC, btc BTC, bitcoin BTC, bitcoins BTC, eth ETH, ether ETH, ethereum ETH, usdt USDT, usdc USDC`)

// spokenCodes are codes that are nothing else in small letters either; most codes
// are words of some language ("all", "top", "try").
var spokenCodes = []string{"aud", "brl", "cad", "chf", "cny", "czk", "dkk", "eur", "gbp", "hkd", "huf", "inr", "jpy", "krw", "mxn", "nok", "nzd", "pln", "sek", "sgd", "usd", "zar"}

// ReadCurrency is the currency that a sign, a name or a code names, whatever its
// case; "" for none. It is sure unless it is a code in small letters that may be
// a word as well ("try"). A code may be one that KnownCurrency does not know.
func ReadCurrency(name string) (code string, sure bool) {
	lower := strings.ToLower(name)
	if code, ok := currencyNames[lower]; ok {
		return code, true
	}
	if code = strings.ToUpper(name); !KnownCurrency(code) {
		return "", false
	}
	return code, name == code || slices.Contains(spokenCodes, lower)
}

// CurrencySigns are the signs of currencies, in small letters, the longest first.
func CurrencySigns() []string { return signsAndWords()[0] }

// CurrencyWords are the names of currencies, in small letters, the longest first.
func CurrencyWords() []string { return signsAndWords()[1] }

var signsAndWords = sync.OnceValue(func() (all [2][]string) {
	for name := range currencyNames {
		kind := 0
		if strings.IndexFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && r != ' ' && r != '.' }) < 0 {
			kind = 1
		}
		all[kind] = append(all[kind], name)
	}
	for _, list := range all {
		slices.SortFunc(list, func(a, b string) int {
			if n := utf8.RuneCountInString(b) - utf8.RuneCountInString(a); n != 0 {
				return n
			}
			return strings.Compare(a, b)
		})
	}
	return all
})

// parseNames reads "name CODE" pairs, parted by commas and line breaks.
func parseNames(table string) map[string]string {
	names := map[string]string{}
	for _, pair := range strings.FieldsFunc(table, func(r rune) bool { return r == ',' || r == '\n' }) {
		words := strings.Fields(pair)
		if len(words) < 2 {
			continue
		}
		last := len(words) - 1
		names[strings.Join(words[:last], " ")] = words[last]
	}
	return names
}

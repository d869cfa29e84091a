package rollout

import (
	"strings"
	"sync"
)

// currencyTable is the active list of ISO 4217 with its amendments up to 2026
// (Bulgaria's lev ended with 2025), by the number of decimal places. Metals,
// bond units and test codes are not money that a budget can be in.
var currencyTable = [...]string{
	0: `BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF`,
	2: `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW
		CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF
		IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK
		MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP
		SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG
		YER ZAR ZMW ZWG`,
	3: `BHD IQD JOD KWD LYD OMR TND`,
	4: `CLF UYW`,
}

var currencyPlaces = sync.OnceValue(func() map[string]int32 {
	places := map[string]int32{}
	for n, codes := range currencyTable {
		for _, code := range strings.Fields(codes) {
			places[code] = int32(n)
		}
	}
	return places
})

// currencySigns are the signs that stand for one currency wherever they are
// read; a yen sign may be a yuan's, and is left to its code.
var currencySigns = map[string]string{"USD": "$", "EUR": "€", "GBP": "£", "INR": "₹", "KRW": "₩", "ILS": "₪", "NGN": "₦", "VND": "₫"}

// KnownCurrency reports whether code is an active ISO 4217 code, in capitals.
func KnownCurrency(code string) bool {
	_, ok := currencyPlaces()[code]
	return ok
}

// CurrencyPlaces is how many decimal places a currency's smallest unit has: 2
// for USD, 0 for JPY, 3 for KWD; false for an unknown code.
func CurrencyPlaces(code string) (int32, bool) {
	places, ok := currencyPlaces()[code]
	return places, ok
}

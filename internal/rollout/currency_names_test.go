package rollout

import (
	"strings"
	"testing"
)

func TestReadCurrency(t *testing.T) {
	tests := []struct {
		name, code string
		sure       bool
	}{
		{"USD", "USD", true},
		{"usd", "USD", true},
		{"Usd", "USD", true},
		{"TOP", "TOP", true},
		{"top", "TOP", false},
		{"Euros", "EUR", true},
		{"US dollars", "USD", true},
		{"¥", "JPY", true},
		{"ZŁ", "PLN", true},
		{"A$", "AUD", true},
		{"bitcoin", "BTC", true},
		{"kr", "", false},
		{"licences", "", false},
		{"", "", false},
		{"XXQ", "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if code, sure := ReadCurrency(tt.name); code != tt.code || sure != tt.sure {
				t.Errorf("%q, sure: %v", code, sure)
			}
		})
	}
	for name, code := range currencyNames {
		if name != strings.ToLower(name) || len(code) < 3 || strings.ToUpper(code) != code {
			t.Errorf("the table has %q for %q", code, name)
		}
	}
	for _, code := range spokenCodes {
		if !KnownCurrency(strings.ToUpper(code)) {
			t.Errorf("%q is no code", code)
		}
	}
	if signs, words := CurrencySigns(), CurrencyWords(); len(signs)+len(words) != len(currencyNames) || len(signs[0]) < len(signs[len(signs)-1]) {
		t.Error(signs, words)
	}
}

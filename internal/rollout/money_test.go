package rollout_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func money(s string) rollout.Money {
	currency, amount, _ := strings.Cut(s, " ")
	return rollout.Money{Amount: decimal.RequireFromString(amount), Currency: currency}
}

func TestMoneyInWords(t *testing.T) {
	for _, tt := range []struct{ money, people, record string }{
		{"USD 1240", "$1,240", "USD 1240.00"},
		{"USD 1240.5", "$1,240.50", "USD 1240.50"},
		{"USD 1240.00", "$1,240", "USD 1240.00"},
		{"USD 0.12", "$0.12", "USD 0.12"},
		{"USD 0.0004", "$0.0004", "USD 0.0004"},
		{"USD -5", "-$5", "USD -5.00"},
		{"USD 0", "$0", "USD 0.00"},
		{"USD -0", "$0", "USD 0.00"},
		{"USD 999", "$999", "USD 999.00"},
		{"USD 1e3", "$1,000", "USD 1000.00"},
		{"EUR 1234567.89", "€1,234,567.89", "EUR 1234567.89"},
		{"EUR 19.990", "€19.99", "EUR 19.99"},
		{"JPY 1240", "JPY 1,240", "JPY 1240"},
		{"JPY 1240.5", "JPY 1,240.5", "JPY 1240.5"},
		{"KWD 1240.5", "KWD 1,240.500", "KWD 1240.500"},
		{"CLF 1.5", "CLF 1.5000", "CLF 1.5000"},
		{"CHF 100000", "CHF 100,000", "CHF 100000.00"},
		{"USD 123456789012345678.123456789012", "$123,456,789,012,345,678.123456789012", "USD 123456789012345678.123456789012"},
	} {
		m := money(tt.money)
		if got := m.String(); got != tt.people {
			t.Errorf("%s for people is %q, want %q", tt.money, got, tt.people)
		}
		if got := m.Record(); got != tt.record {
			t.Errorf("%s for records is %q, want %q", tt.money, got, tt.record)
		}
		if err := m.Check(); err != nil {
			t.Errorf("%s: %v", tt.money, err)
		}
	}
}

func TestMoneyCheck(t *testing.T) {
	const digits = "That is not an amount of money. Give an amount with at most 18 digits before the point and 12 after it."
	huge := rollout.Money{Amount: decimal.New(1, 1_000_000_000), Currency: "USD"}
	tiny := rollout.Money{Amount: decimal.New(1, -1_000_000_000), Currency: "USD"}
	for _, tt := range []struct {
		money rollout.Money
		want  string
	}{
		{money("usd 5"), `“usd” is not a currency I know. Use an ISO code such as USD, EUR or JPY.`},
		{money("DEM 5"), `“DEM” is not a currency I know. Use an ISO code such as USD, EUR or JPY.`},
		{money("XXX 5"), `“XXX” is not a currency I know. Use an ISO code such as USD, EUR or JPY.`},
		{rollout.Money{}, `“” is not a currency I know. Use an ISO code such as USD, EUR or JPY.`},
		{money("USD 1234567890123456789"), digits},
		{money("USD 0.0000000000001"), digits},
		{huge, digits},
		{tiny, digits},
	} {
		if err := tt.money.Check(); err == nil || err.Error() != tt.want {
			t.Errorf("got %v, want %s", err, tt.want)
		}
	}
}

func TestMoneyInRecordsIsExact(t *testing.T) {
	b, err := json.Marshal(money("USD 1999.99"))
	if err != nil || string(b) != `{"amount":"1999.99","currency":"USD"}` {
		t.Errorf("stored as %s, %v", b, err)
	}
}

func TestCurrencies(t *testing.T) {
	for code, want := range map[string]int32{"USD": 2, "EUR": 2, "JPY": 0, "KRW": 0, "ISK": 0, "KWD": 3, "TND": 3, "CLF": 4, "XCG": 2, "ZWG": 2} {
		if got, ok := rollout.CurrencyPlaces(code); !ok || got != want {
			t.Errorf("%s has %d places, %v; want %d", code, got, ok, want)
		}
	}
	for _, code := range []string{"", "usd", "US", "USDX", "HRK", "BGN", "ZWL", "XAU", "XTS", "BTC"} {
		if rollout.KnownCurrency(code) {
			t.Errorf("%q is taken for a currency", code)
		}
	}
}

// What is written of an amount reads back as exactly that amount.
func TestMoneyIsWrittenExactly(t *testing.T) {
	amount := rapid.Custom(func(t *rapid.T) rollout.Money {
		return rollout.Money{
			Amount:   decimal.New(rapid.Int64Range(-1e15, 1e15).Draw(t, "units"), int32(rapid.IntRange(-12, 2).Draw(t, "exponent"))),
			Currency: rapid.SampledFrom([]string{"USD", "JPY", "KWD", "CHF"}).Draw(t, "currency"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		a := amount.Draw(t, "a")
		for _, words := range []string{strings.ReplaceAll(strings.ReplaceAll(a.String(), "$", a.Currency+" "), ",", ""), a.Record()} {
			sign := ""
			if rest, ok := strings.CutPrefix(words, "-"); ok {
				words, sign = rest, "-"
			}
			read, err := decimal.NewFromString(sign + strings.TrimPrefix(words, a.Currency+" "))
			if err != nil || !read.Equal(a.Amount) {
				t.Fatalf("%s is written %s", a.Amount, words)
			}
		}
	})
}

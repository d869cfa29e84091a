package rollout

import (
	"strings"

	"github.com/shopspring/decimal"
)

// Money is an exact amount in one currency. Amounts finer than the currency's
// smallest unit, such as the price of a token, are kept and shown in full:
// nothing here rounds.
type Money struct {
	Amount   decimal.Decimal `json:"amount"` // JSON text
	Currency string          `json:"currency"`
}

// Bounds of an amount: enough for any budget and any price, and far from
// numbers whose digits alone would fill a message.
const (
	mostWholeDigits = 18
	mostPlaces      = 12
)

// Check is a Problem when the currency is not an active one or the amount has
// more digits than money has.
func (m Money) Check() error {
	if !KnownCurrency(m.Currency) {
		return Problemf(Invalid, "Use an ISO code such as USD, EUR or JPY.", "%s is not a currency I know.", quoted(m.Currency))
	}
	// The exponent alone can ask for a billion digits, so it is looked at first.
	exp := m.Amount.Exponent()
	if exp < -mostPlaces || exp > mostWholeDigits || m.Amount.NumDigits()+int(exp) > mostWholeDigits {
		return Problemf(Invalid, "Give an amount with at most 18 digits before the point and 12 after it.", "That is not an amount of money.")
	}
	return nil
}

// String is for people: "$1,240", "€1,240.50", "CHF 1,240", "-$5". Whole
// amounts go without decimal places, all others with at least the currency's.
func (m Money) String() string {
	places, _ := CurrencyPlaces(m.Currency)
	if m.Amount.IsInteger() {
		places = 0
	}
	sign, ok := currencySigns[m.Currency]
	if !ok {
		sign = m.Currency + " "
	}
	return minus(m.Amount) + sign + grouped(m.digits(places))
}

func minus(d decimal.Decimal) string {
	if d.IsNegative() {
		return "-"
	}
	return ""
}

// grouped sets commas between the thousands of an amount's digits: "25,000.5".
func grouped(digits string) string {
	whole, fraction, dotted := strings.Cut(digits, ".")
	var b strings.Builder
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(digit)
	}
	if dotted {
		b.WriteString("." + fraction)
	}
	return b.String()
}

// Record is for records and scripts: "USD 1240.00", "JPY 1240", "USD -0.0004",
// with at least the currency's decimal places and no separators.
func (m Money) Record() string {
	places, _ := CurrencyPlaces(m.Currency)
	sign := ""
	if m.Amount.IsNegative() {
		sign = "-"
	}
	return m.Currency + " " + sign + m.digits(places)
}

// digits is the amount without its sign, with at least so many decimal places.
func (m Money) digits(places int32) string {
	s := m.Amount.Abs().String() // without trailing zeros
	_, fraction, _ := strings.Cut(s, ".")
	if int32(len(fraction)) < places {
		return m.Amount.Abs().StringFixed(places)
	}
	return s
}

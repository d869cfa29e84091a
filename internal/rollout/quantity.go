package rollout

import (
	"strings"

	"github.com/shopspring/decimal"
)

// Quantity is an exact amount of one thing that is spent: money of one currency,
// or a number of units such as credits. Two of different things are never added.
type Quantity struct {
	Amount   decimal.Decimal `json:"amount"`             // JSON text
	Currency string          `json:"currency,omitempty"` // ISO 4217; "" when Unit is set
	Unit     string          `json:"unit,omitempty"`     // "credits"
}

// Of is what it is an amount of: "USD", "credits".
func (q Quantity) Of() string {
	if q.Currency != "" {
		return q.Currency
	}
	return q.Unit
}

// Same reports whether both are amounts of one thing, so that they can be added
// and compared.
func (q Quantity) Same(other Quantity) bool {
	return q.Currency == other.Currency && strings.EqualFold(q.Unit, other.Unit)
}

// With is the same thing in another amount.
func (q Quantity) With(amount decimal.Decimal) Quantity {
	q.Amount = amount
	return q
}

// String is for people: "$1,240", "25,000 credits".
func (q Quantity) String() string {
	if q.Currency != "" {
		return Money{q.Amount, q.Currency}.String()
	}
	return minus(q.Amount) + grouped(q.Amount.Abs().String()) + " " + q.Unit
}

// Record is for records and scripts: "USD 1240.00", "credits 25000".
func (q Quantity) Record() string {
	if q.Currency != "" {
		return Money{q.Amount, q.Currency}.Record()
	}
	return q.Unit + " " + q.Amount.String()
}

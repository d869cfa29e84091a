package commands_test

import (
	"strings"
	"testing"
)

// What stands right behind an amount is read for certain, refused or asked about:
// no other currency and no second number ever becomes the note of an amount in the
// budget's currency.
func TestWhatStandsBehindAnAmount(t *testing.T) {
	const (
		foreign = "The budget of HR Policy Assistant is in USD, and there is no rate to it from "
		unit    = "may be a currency or a unit that I do not know. Nothing was booked yet."
		second  = "stands behind the amount, so nothing was booked."
		two     = "can be read in two ways. Which amount is it? Nothing was booked yet."
	)
	tests := []struct {
		line string
		want []string // all in the answer
	}{
		{"50", []string{"$50 booked", "SP-1\n"}},
		{"50 usd", []string{"$50 booked"}},
		{"50 Dollars", []string{"$50 booked"}},
		{"50 US dollars", []string{"$50 booked", "SP-1\n"}},
		{"usd 50", []string{"$50 booked"}},
		{"Dollars 50", []string{"$50 booked"}},
		{"50usd", []string{"$50 booked"}},
		{"US$50 top up", []string{"$50 booked", "note “top up”"}},
		{"50 licences of the spring", []string{"$50 booked", "SP-1 · note “licences of the spring”"}},
		{"50 for Azure OpenAI tokens", []string{"$50 booked", "for “Azure” · SP-1 · note “OpenAI tokens”"}},
		{"50 note xyz", []string{"$50 booked", "note “xyz”"}},
		{"50 note 3 licences", []string{"$50 booked", "note “3 licences”"}},
		{"50 note on 2026-07-01", []string{"$50 booked", "note “on 2026-07-01”"}},
		{"50 by card", []string{"$50 booked", "note “by card”"}},
		{"USD 1 try the other model", []string{"$1 booked", "note “try the other model”"}},

		{"50 euros", []string{foreign + "EUR."}},
		{"50 Euro", []string{foreign + "EUR."}},
		{"50Euro", []string{foreign + "EUR."}},
		{"50 pounds", []string{foreign + "GBP."}},
		{"5000 yen", []string{foreign + "JPY."}},
		{"¥5000", []string{foreign + "JPY."}},
		{"50 Swiss francs", []string{foreign + "CHF."}},
		{"50 sek", []string{foreign + "SEK."}},
		{"50 Sek for licences", []string{foreign + "SEK."}},
		{"50 zł", []string{foreign + "PLN."}},
		{"50zł", []string{foreign + "PLN."}},
		{"50 top up", []string{foreign + "TOP.", "If the note begins with “top”: `/rollout spend 50 note top …`."}},
		{"50 bitcoin", []string{`“BTC” is not a currency I know. Nothing was booked.`}},
		{"€1.500", []string{foreign + "EUR."}},
		{"10 USD EUR", []string{"“USD” and “EUR” are two currencies."}},
		{"USD 10 EUR", []string{"“USD” and “EUR” are two currencies."}},
		{"$10 euros", []string{"“USD” and “EUR” are two currencies."}},
		{"10 USD €", []string{"“USD” and “EUR” are two currencies."}},
		{"50 credits", []string{foreign + "credits."}},

		{"50 kr", []string{"“kr” " + unit, "[$50, note “kr”]"}},
		{"50 Fr.", []string{"“Fr.” " + unit, "[$50, note “Fr.”]"}},
		{"50 xyz", []string{"“xyz” " + unit}},
		{"50 XYZ for licences", []string{"“XYZ” " + unit, "[$50, note “XYZ for licences”]"}},
		{"50 ¤", []string{"“¤” " + unit}},
		{"1.500 kr", []string{"“kr” " + unit, "[$1,500, note “kr”]", "[$1.50, note “kr”]"}},
		{"lots", []string{"“lots” is no amount, so nothing was booked."}},
		{"euros", []string{"“euros” is no amount, so nothing was booked."}},
		{"EUR", []string{"“EUR” is no amount"}},
		{"kr 50", []string{"“kr” is no amount"}},
		{"5 k", []string{"“5 k” is not read, so nothing was booked."}},
		{"5 thousand", []string{"“5 thousand” is not read"}},
		{"50 cents", []string{"“50 cents” is not read"}},

		{"1 500", []string{two, "[$1,500]", "[$1, note “500”]"}},
		{"1 500,00 for licences", []string{two, "[$1,500]"}},
		{"1\u202f234\u00a0567", []string{two, "[$1,234,567]"}},
		{"$1 500", []string{two, "[$1,500]"}},
		{"1 500 EUR", []string{two, "[$1,500]"}},
		{"1 500€", []string{two, "[€1,500]"}},
		{"20 3 licences", []string{"A second number, “3”, " + second}},
		{"50 2026-07-99", []string{second}},
		{"50 USD 3 licences", []string{second}},
		{"1500 500", []string{second}},
		{"1 50", []string{second}},
	}
	for _, tt := range tests {
		t.Run(tt.line, func(t *testing.T) {
			h := spending(t)
			before := h.dump()
			got := h.want("maya", "spend "+tt.line, tt.want...)
			if strings.Contains(got, " booked for ") != (h.dump() != before) {
				t.Errorf("what is booked is not what is said: %s", got)
			}
		})
	}
}

// The buttons of a question book what they say.
func TestWhatTheButtonsBook(t *testing.T) {
	tests := []struct{ line, button, want string }{
		{"50 kr for the stand", "$50, note “kr for the stand”", "$50 booked for HR Policy Assistant on 14 Jul 2026 · SP-1 · note “kr for the stand”"},
		{"1 500 for licences", "$1,500", "$1,500 booked for HR Policy Assistant on 14 Jul 2026 for “licences” · SP-1"},
		{"1 500,50 USD", "$1,500.50", "$1,500.50 booked"},
		{"1 500 seats", "$1, note “500 seats”", "$1 booked for HR Policy Assistant on 14 Jul 2026 · SP-1 · note “500 seats”"},
	}
	for _, tt := range tests {
		t.Run(tt.line, func(t *testing.T) {
			h := spending(t)
			asked := h.do(ask{user: "maya", in: "agent-hr", line: "spend " + tt.line})
			h.want("maya", buttonLine(asked, tt.button), tt.want)
		})
	}
}

// A budget in units of several words: named, left out, and with a note.
func TestUnitsOfSeveralWords(t *testing.T) {
	h := newHouse(t)
	h.want("maya", "plan import\n"+agent("Lamp")+"\n## 5. Cost Controls\n\n- Monthly budget: 900 premium requests\n", "Lamp")
	h.want("maya", "spend 50 Premium Requests for chat", "50 premium requests booked", "for “chat” · SP-1")
	h.want("maya", "spend 50", "50 premium requests booked")
	asked := h.do(ask{user: "maya", in: "agent-hr", line: "spend 1.500 XYZ"})
	h.want("maya", buttonLine(asked, "1,500 premium requests, note “XYZ”"), "1,500 premium requests booked", "note “XYZ”")
	h.want("maya", "spend 50 euros", "The budget of Lamp is in premium requests, and there is no rate to it from EUR.")
}

// A line of several words that was booked before is known in this year.
func TestLinesAreMatchedLongestFirst(t *testing.T) {
	h := spending(t)
	h.want("maya", `spend 5 on 2026-02-03 for "Azure OpenAI"`, "for “Azure OpenAI”")
	h.want("maya", `spend 5 on 2026-02-03 for Azure`, "for “Azure” · SP-2")
	h.want("maya", "spend 5 for azure openai tokens of July", "for “Azure OpenAI” · SP-3 · note “tokens of July”")
}

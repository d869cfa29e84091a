package commands_test

import (
	"strings"
	"testing"
)

// What stands behind a note is read as if it stood before it, or asked about. It is
// 14 July 2026.
func TestWhatStandsBehindANote(t *testing.T) {
	const asks = "may be a part of the note. What is to be booked? Nothing was booked yet."
	tests := []struct {
		line string
		want []string // all in the answer
	}{
		{"120 model tokens on 2026-07-03", []string{"$120 booked for HR Policy Assistant on 3 Jul 2026 ·", "note “model tokens”"}},
		{"120 model tokens, on 3 July.", []string{"on 3 Jul 2026 ·", "note “model tokens”"}},
		{"120 model tokens on 3 July 2026", []string{"on 3 Jul 2026 ·", "note “model tokens”"}},
		{"120 model tokens ON yesterday", []string{"on 13 Jul 2026 ·", "note “model tokens”"}},
		{"120 top model &lt;b&gt; on yesterday", []string{"TOP"}},
		{"120 Model &lt;b&gt; on yesterday", []string{"on 13 Jul 2026 ·", "note “Model <b>”"}},
		{"120 model tokens on 05/07/2026", []string{asks, "[$120 on 7 May 2026, note “model tokens”]", "[$120 on 5 Jul 2026, note “model tokens”]", "[$120 on 14 Jul 2026, note “model tokens on 05/07/2026”]"}},
		{"120 our party on friday", []string{"“on friday” " + asks, "[$120 on 10 Jul 2026, note “our party”]", "[$120 on 14 Jul 2026, note “our party on friday”]"}},
		{"120 stand at the fair on 2026-09-03", []string{"The day in “on 2026-09-03” cannot be booked. Is it a part of the note?", "[$120 on 14 Jul 2026, note “stand at the fair on 2026-09-03”]"}},
		{"120 on 2026-07-01 note minutes of the talk on 2026-06-30", []string{"on 1 Jul 2026 ·", "note “minutes of the talk on 2026-06-30”"}},
		{"120 note the talk on 2026-06-30", []string{"on 14 Jul 2026 ·", "note “the talk on 2026-06-30”"}},
		{"120 advice on tokens", []string{"on 14 Jul 2026 ·", "note “advice on tokens”"}},

		{"120 renewal for Azure openai", []string{"for “Azure OpenAI” · SP-2 · note “renewal”"}},
		{"120 renewal for azure OpenAI on 2026-07-03", []string{"on 3 Jul 2026 for “Azure OpenAI” · SP-2 · note “renewal”"}},
		{"120 renewal on 2026-07-03 for Azure OpenAI", []string{"on 3 Jul 2026 for “Azure OpenAI” · SP-2 · note “renewal”"}},
		{`120 renewal for "Model Tokens"`, []string{"for “Model Tokens” · SP-2 · note “renewal”"}},
		{"120 keyboard for Priya", []string{"· SP-2 · note “keyboard for Priya”"}},
		{"120 for licences renewal for Azure OpenAI", []string{"for “licences” · SP-2 · note “renewal for Azure OpenAI”"}},

		{"120 licence monthly", []string{"“monthly” " + asks, "[$120 every month from 14 Jul 2026, note “licence”]", "[$120 on 14 Jul 2026, note “licence monthly”]"}},
		{"120 licence on 2026-09-01 monthly", []string{"[$120 every month from 1 Sep 2026, note “licence”]", "[$120 on 14 Jul 2026, note “licence on 2026-09-01 monthly”]"}},
	}
	for _, tt := range tests {
		t.Run(tt.line, func(t *testing.T) {
			h := spending(t)
			h.want("maya", `spend 5 for "Azure OpenAI"`, "SP-1")
			before := h.dump()
			got := h.want("maya", "spend "+tt.line, tt.want...)
			if strings.Contains(got, " booked for ") != (h.dump() != before) {
				t.Errorf("what is booked is not what is said: %s", got)
			}
		})
	}
	pressing(t, []pressed{
		{"120 our party on friday", "$120 on 10 Jul 2026, note “our party”", "$120 booked for HR Policy Assistant on 10 Jul 2026 · SP-1 · note “our party”"},
		{"120 our party on friday", "$120 on 14 Jul 2026, note “our party on friday”", "on 14 Jul 2026 · SP-1 · note “our party on friday”"},
		{"120 fair on 2026-09-03", "$120 on 14 Jul 2026, note “fair on 2026-09-03”", "on 14 Jul 2026 · SP-1 · note “fair on 2026-09-03”"},
		{"120 licence monthly", "$120 every month from 14 Jul 2026, note “licence”", "SPM-1"},
		{"120 licence monthly", "$120 on 14 Jul 2026, note “licence monthly”", "SP-1 · note “licence monthly”"},
	})
}

// A day without "on" and "every month" are read right behind an amount, or asked
// about. It is 14 July 2026.
func TestWhenWithoutOn(t *testing.T) {
	const (
		begins = "may be the beginning of the note. What is to be booked? Nothing was booked yet."
		ends   = "may be a part of the note. What is to be booked? Nothing was booked yet."
	)
	tests := []struct {
		line string
		want []string // all in the answer
	}{
		{"80 dollars yesterday", []string{"$80 booked for HR Policy Assistant on 13 Jul 2026 · SP-1\n"}},
		{"80 usd today", []string{"$80 booked for HR Policy Assistant on 14 Jul 2026 · SP-1\n"}},
		{"80 Yesterday, licences", []string{"on 13 Jul 2026 · SP-1 · note “licences”"}},
		{"80 last friday", []string{"on 10 Jul 2026 · SP-1\n"}},
		{"80 2026-07-01", []string{"on 1 Jul 2026 · SP-1\n"}},
		{"80 $ 3 July for licences", []string{"on 3 Jul 2026 for “licences” · SP-1\n"}},
		{"80 3 July for licences", []string{"on 3 Jul 2026 for “licences” · SP-1\n"}},
		{"80 July 3 top model", []string{"on 3 Jul 2026 · SP-1 · note “top model”"}},
		{"80 for licences yesterday", []string{"on 13 Jul 2026 for “licences” · SP-1\n"}},
		{"80 05/07/2026", []string{"The date can be read in two ways.", "[7 May 2026]", "[5 Jul 2026]"}},
		{"80 friday drinks", []string{"“friday” " + begins, "[$80 on 10 Jul 2026, “drinks”]", "[$80 on 14 Jul 2026, note “friday drinks”]"}},
		{"80 friday", []string{begins, "[$80 on 10 Jul 2026]", "[$80 on 14 Jul 2026, note “friday”]"}},
		{"80 licences yesterday", []string{"on 13 Jul 2026 · SP-1 · note “licences”"}},
		{"80 licences for yesterday", []string{"“for yesterday” " + ends, "[$80 on 13 Jul 2026, note “licences”]", "[$80 on 14 Jul 2026, note “licences for yesterday”]"}},
		{"80 licences last friday", []string{"“last friday” " + ends, "[$80 on 10 Jul 2026, note “licences”]"}},
		{"80 bill of 3 July", []string{"“of 3 July” " + ends, "[$80 on 3 Jul 2026, note “bill”]"}},
		{"80 bread for the fair tomorrow", []string{"on 14 Jul 2026 · SP-1 · note “bread for the fair tomorrow”"}},
		{"80 tomorrow", []string{"has not come yet"}},
		{"80 on tomorrow", []string{"has not come yet"}},
		{"80 note yesterday", []string{"on 14 Jul 2026 · SP-1 · note “yesterday”"}},

		{"80 on 15 Dec", []string{"“15 December” has not come yet this year: today is Tue 14 Jul 2026. Is it the last one, Mon 15 Dec 2025? Nothing was booked yet.", "[15 Dec 2025]"}},
		{"80 on 8 March", []string{"“8 March” says no year, and the last one was Sun 8 Mar 2026, more than 60 days ago.", "[8 Mar 2026]"}},
		{"80 on 15 Dec monthly", []string{"has not come yet this year", "[15 Dec 2025] [15 Dec 2026]"}},
		{"80 monthly on 15 Dec", []string{"has not come yet this year", "[15 Dec 2025] [15 Dec 2026]"}},
		{"80 licences on 15 Dec", []string{"has not come yet this year", "[$80 on 15 Dec 2025, note “licences”]", "[$80 on 14 Jul 2026, note “licences on 15 Dec”]"}},
		{"80 on 15 Dec 2025", []string{"$80 booked for HR Policy Assistant on 15 Dec 2025"}},

		{"60 every month for support", []string{"$60 every month on the 14th for “support”", "SPM-1"}},
		{"60 per month", []string{"every month on the 14th", "SPM-1"}},
		{"60 USD each month, chat", []string{"every month on the 14th", "SPM-1"}},
		{"60 on 2026-08-01 every month", []string{"every month on the 1st", "SPM-1"}},
		{"15/month", []string{"$15 every month on the 14th", "SPM-1"}},
		{"$15/Month for licences", []string{"$15 every month on the 14th for “licences”", "SPM-1"}},
		{"15 USD/month", []string{"every month on the 14th", "SPM-1"}},
		{"15 /month", []string{"every month on the 14th", "SPM-1"}},
		{"15/month EUR", []string{"there is no rate to it from EUR"}},
		{"15 EUR/month", []string{"there is no rate to it from EUR"}},
		{"monthly 15 for licences", []string{"every month on the 14th for “licences”", "SPM-1"}},
		{"1.500/month licences", []string{"[$1,500, every month] [$1.50, every month]"}},
		{"60 a month for support", []string{"“a month” " + begins, "[$60 every month from 14 Jul 2026, “for support”]", "[$60 on 14 Jul 2026, note “a month for support”]"}},
		{"60 support every month", []string{"“every month” " + ends, "[$60 every month from 14 Jul 2026, note “support”]", "[$60 on 14 Jul 2026, note “support every month”]"}},
		{"60 note every month", []string{"$60 booked", "SP-1 · note “every month”"}},
	}
	for _, tt := range tests {
		t.Run(tt.line, func(t *testing.T) {
			h := spending(t)
			before := h.dump()
			got := h.want("maya", "spend "+tt.line, tt.want...)
			if asks := strings.Contains(got, "Nothing was booked"); asks == (h.dump() != before) {
				t.Errorf("what is booked is not what is said: %s", got)
			}
		})
	}
	pressing(t, []pressed{
		{"80 on 15 Dec for licences", "15 Dec 2025", "$80 booked for HR Policy Assistant on 15 Dec 2025 for “licences”"},
		{"80 on 15 Dec monthly", "15 Dec 2026", "every month on the 15th"},
		{"80 friday drinks", "$80 on 10 Jul 2026, “drinks”", "on 10 Jul 2026 · SP-1 · note “drinks”"},
		{"80 friday drinks", "$80 on 14 Jul 2026, note “friday drinks”", "on 14 Jul 2026 · SP-1 · note “friday drinks”"},
		{"60 a month for support", "$60 every month from 14 Jul 2026, “for support”", "every month on the 14th for “support”"},
		{"1.500/month licences", "$1,500, every month", "$1,500 every month on the 14th"},
	})
}

// pressed is a line of spend that asks, the button that answers it, and what that
// then says.
type pressed struct{ line, button, want string }

func pressing(t *testing.T, all []pressed) {
	t.Helper()
	for _, tt := range all {
		t.Run(tt.line+" "+tt.button, func(t *testing.T) {
			h := spending(t)
			asked := h.do(ask{user: "maya", in: "agent-hr", line: "spend " + tt.line})
			h.want("maya", buttonLine(asked, tt.button), tt.want)
		})
	}
}

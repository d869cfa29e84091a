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
		{"120 on 2026-07-01 minutes of the talk on 2026-06-30", []string{"on 1 Jul 2026 ·", "note “minutes of the talk on 2026-06-30”"}},
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
	for _, tt := range []struct{ line, button, want string }{
		{"120 our party on friday", "$120 on 10 Jul 2026, note “our party”", "$120 booked for HR Policy Assistant on 10 Jul 2026 · SP-1 · note “our party”"},
		{"120 our party on friday", "$120 on 14 Jul 2026, note “our party on friday”", "on 14 Jul 2026 · SP-1 · note “our party on friday”"},
		{"120 fair on 2026-09-03", "$120 on 14 Jul 2026, note “fair on 2026-09-03”", "on 14 Jul 2026 · SP-1 · note “fair on 2026-09-03”"},
		{"120 licence monthly", "$120 every month from 14 Jul 2026, note “licence”", "SPM-1"},
		{"120 licence monthly", "$120 on 14 Jul 2026, note “licence monthly”", "SP-1 · note “licence monthly”"},
	} {
		t.Run(tt.line+" "+tt.button, func(t *testing.T) {
			h := spending(t)
			asked := h.do(ask{user: "maya", in: "agent-hr", line: "spend " + tt.line})
			h.want("maya", buttonLine(asked, tt.button), tt.want)
		})
	}
}

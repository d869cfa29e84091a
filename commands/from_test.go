package commands_test

import "testing"

// Every list refuses to begin from what is no number: its newest page would look
// like the one that was asked for.
func TestAListBeginsFromANumber(t *testing.T) {
	h := spending(t)
	for _, list := range []string{"log", "log 5", "agents", "approvals", "todo", "budget", "status all", "incident list", "incident list all"} {
		for word, want := range map[string]string{
			"x": "“x” is no number that a page can begin from, so nothing is shown.\nType a whole number from 1 on behind `from`",
			"0": "“0” is no number", "-4": "“-4” is no number", "99999999999999999999": "“99999999999999999999” is no number",
			"": "No number stands behind “from”, so nothing is shown.",
		} {
			h.want("maya", list+" from "+word, want)
		}
	}
	h.want("maya", "log 5 from 1", "")
}

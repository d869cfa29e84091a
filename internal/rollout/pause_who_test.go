package rollout

import (
	"strings"
	"testing"
)

// A step whose role a public channel fills is asked of that channel, and of
// somebody who may say that it is done: anybody can walk into a public channel.
func TestAPublicChannelIsNotAskedToConfirmAStep(t *testing.T) {
	for _, tt := range []struct {
		name    string
		fills   []Place
		private bool
		channel string // told, with who confirms it
		asked   string // told to confirm it
		who     UserID // may confirm it, beside those who may stop
		in      ChannelID
	}{
		{"a person", []Place{"@lee"}, false, "", "@lee", "lee", ""},
		{"nobody", nil, false, "", "@maya", "maya", ""},
		{"a private channel", []Place{"#C7"}, true, "", "#C7", "priya", "C7"},
		{"a public channel", []Place{"#C7"}, false, "#C7: @maya", "@maya", "maya", ""},
		{"a public channel, and the plan owner is gone", []Place{"#C7"}, false, "#C7: @ada", "@ada", "ada", ""},
		{"a public channel and a person", []Place{"#C7", "@lee"}, false, "#C7: @lee", "@lee", "lee", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newPauseWorld(t, PlanStep{Text: "Switch it off", Owner: "Platform"})
			w.d.Roles[RoleKey("Platform")] = tt.fills
			w.d.Private["C7"] = tt.private
			if tt.who == "ada" {
				w.d.PlanOwner, w.d.Roles[RoleKey(RolePlanOwner)] = "", nil
			}
			pa, e, err := PauseNow(w.desk("dana"), Pause{}, 1, "it leaks names")
			w.took(pa, e, err)
			var channel, asked []string
			for _, n := range w.e.Notices {
				for _, to := range n.To {
					switch confirm := n.Facts[FactConfirm]; {
					case n.Kind != NoticePauseStep:
					case confirm != "":
						channel = append(channel, string(to.To)+": "+confirm)
					default:
						asked = append(asked, string(to.To))
					}
				}
			}
			if got := strings.Join(channel, ", "); got != tt.channel {
				t.Errorf("channels hear %q, want %q", got, tt.channel)
			}
			if got := strings.Join(asked, ", "); got != tt.asked {
				t.Errorf("asked to confirm: %q, want %q", got, tt.asked)
			}
			if !w.pa.MayConfirm(1, w.d, Viewer{User: tt.who, Channel: tt.in}) {
				t.Errorf("%s may not confirm it", tt.who)
			}
			if w.pa.MayConfirm(1, w.d, Viewer{User: "gil", Channel: "C8"}) {
				t.Error("anybody may confirm it")
			}
		})
	}
}

package play

import (
	"embed"
	"io/fs"
	"path"
	"strings"
)

//go:embed samples/*.md samples/history.txt
var sampleFiles embed.FS

// Samples are the sample plans by name: "policy-assistant", "field-helper",
// "claims-helper".
func Samples() map[string][]byte {
	out := map[string][]byte{}
	files, err := fs.Glob(sampleFiles, "samples/*.md")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	for _, f := range files {
		b, err := sampleFiles.ReadFile(f)
		if err != nil {
			panic(err) // it is embedded
		}
		out[strings.TrimSuffix(path.Base(f), ".md")] = b
	}
	return out
}

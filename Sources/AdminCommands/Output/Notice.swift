import Foundation

/// Something worth knowing beside what was asked for, on standard error, so that it is in no pipe's way.
enum Notice {
    static func say(_ sentence: String) {
        FileHandle.standardError.write(Data(("autocron: " + Visible.text(sentence) + "\n").utf8))
    }
}

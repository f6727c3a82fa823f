; The installer for Windows, made from the folder that `main.py bundle` made there (docs/adr/0037-installer.md):
;   makensis -DSOURCE=dist\Haven -DVERSION=0.1.0 -DOUTPUT=Haven-0.1.0.exe resources\bundle\haven.nsi
; It needs no administrator, writes nothing outside its own folder but shortcuts and the user's own registry, and takes
; away only what it put there.
Unicode true
!include "MUI2.nsh"
!include "FileFunc.nsh"

!ifndef SOURCE | VERSION | OUTPUT
  !error "Say -DSOURCE=folder -DVERSION=number -DOUTPUT=file"
!endif

!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Haven"
!define CLASS "Haven.Project"

Name "Haven"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\Haven"
InstallDirRegKey HKCU "${KEY}" "InstallLocation"
RequestExecutionLevel user
SetCompressor /SOLID lzma
ShowInstDetails nevershow

!define MUI_FINISHPAGE_RUN "$INSTDIR\havenw.exe"
!insertmacro MUI_PAGE_LICENSE "${SOURCE}\LICENSE.txt"
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"
!insertmacro MUI_LANGUAGE "English"

LangString PROGRAM ${LANG_SIMPCHINESE} "Haven 程序"
LangString PROGRAM ${LANG_ENGLISH} "The program"
LangString DESKTOP ${LANG_SIMPCHINESE} "桌面快捷方式"
LangString DESKTOP ${LANG_ENGLISH} "Shortcut on the desktop"
LangString OPENING ${LANG_SIMPCHINESE} "用 Haven 打开工程（.gpkg，不改变默认程序）"
LangString OPENING ${LANG_ENGLISH} "Open projects (.gpkg) with Haven; the usual program stays"
LangString PROJECT ${LANG_SIMPCHINESE} "Haven 工程"
LangString PROJECT ${LANG_ENGLISH} "Haven project"

VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=0 "ProductName" "Haven"
VIAddVersionKey /LANG=0 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "FileDescription" "Haven"
VIAddVersionKey /LANG=0 "LegalCopyright" "Apache-2.0"

; Of an older version nothing may stay among the libraries of the new one.
!macro RemoveProgram
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\licences"
  RMDir /r "$INSTDIR\manual"
  Delete "$INSTDIR\haven.exe"
  Delete "$INSTDIR\havenw.exe"
  Delete "$INSTDIR\LICENSE.txt"
!macroend

Section "$(PROGRAM)" SecProgram
  SectionIn RO
  !insertmacro RemoveProgram
  SetOutPath "$INSTDIR"
  File /r "${SOURCE}\*.*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\Haven.lnk" "$INSTDIR\havenw.exe"
  WriteRegStr HKCU "${KEY}" "DisplayName" "Haven"
  WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "DisplayIcon" "$INSTDIR\havenw.exe"
  WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegDWORD HKCU "${KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${KEY}" "EstimatedSize" "$0"
SectionEnd

Section "$(DESKTOP)" SecDesktop
  CreateShortcut "$DESKTOP\Haven.lnk" "$INSTDIR\havenw.exe"
SectionEnd

; GeoPackages mostly belong to another GIS: Haven is offered in "open with", and takes nothing from anybody.
Section "$(OPENING)" SecOpening
  WriteRegStr HKCU "Software\Classes\${CLASS}" "" "$(PROJECT)"
  WriteRegStr HKCU "Software\Classes\${CLASS}\DefaultIcon" "" "$INSTDIR\havenw.exe,0"
  WriteRegStr HKCU "Software\Classes\${CLASS}\shell\open\command" "" '"$INSTDIR\havenw.exe" "%1"'
  WriteRegStr HKCU "Software\Classes\.gpkg\OpenWithProgids" "${CLASS}" ""
SectionEnd

Section "Uninstall"
  !insertmacro RemoveProgram
  Delete "$INSTDIR\uninstall.exe"
  ; Only if it is empty: settings kept beside the program (haven-data) and whatever else lies there stay.
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\Haven.lnk"
  Delete "$DESKTOP\Haven.lnk"
  DeleteRegKey HKCU "${KEY}"
  DeleteRegKey HKCU "Software\Classes\${CLASS}"
  DeleteRegValue HKCU "Software\Classes\.gpkg\OpenWithProgids" "${CLASS}"
SectionEnd

Function .onInit
  !insertmacro MUI_LANGDLL_DISPLAY
FunctionEnd
